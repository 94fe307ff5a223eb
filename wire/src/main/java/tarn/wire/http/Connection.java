package tarn.wire.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** An open connection, as the server sees it when it stops: one that waits may be closed, one that answers may finish. */
final class Connection {

    private enum State {
        IDLE,
        BUSY,
        STOPPING
    }

    private final Socket socket;
    private State state = State.BUSY;
    private boolean waits;

    Connection(Socket socket) {
        this.socket = socket;
    }

    Socket socket() {
        return socket;
    }

    /** The client's address, without port. */
    String remote() {
        return socket.getRemoteSocketAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "";
    }

    /** The connection waits for its next request. */
    synchronized void idle() throws IOException {
        waits = true;
        if (state == State.STOPPING) {
            socket.close();
        } else {
            state = State.IDLE;
        }
    }

    /** A request begins; false if the server stops and no more are taken. */
    synchronized boolean busy() {
        waits = false;
        if (state == State.STOPPING) {
            return false;
        }
        state = State.BUSY;
        return true;
    }

    synchronized boolean stopping() {
        return state == State.STOPPING;
    }

    /** Closes the connection if it waits; otherwise it closes after its answer. */
    synchronized void stop() throws IOException {
        state = State.STOPPING;
        if (waits) {
            socket.close();
        }
    }

    void close() throws IOException {
        socket.close();
    }
}
