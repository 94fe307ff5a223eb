package tarn.wire.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.BooleanSupplier;

/** An open connection, as the server sees it when it stops: one that waits may be closed, one that answers may finish. */
final class Connection {

    private final Socket socket;
    private final BooleanSupplier stopping;
    private boolean waits;

    /** A connection to a server that says when it stops. */
    Connection(Socket socket, BooleanSupplier stopping) {
        this.socket = socket;
        this.stopping = stopping;
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
        if (stopping()) {
            socket.close();
        }
    }

    /** A request begins; false if the server stops and no more are taken. */
    synchronized boolean busy() {
        waits = false;
        return !stopping();
    }

    boolean stopping() {
        return stopping.getAsBoolean();
    }

    /** The server stops: closes the connection if it waits; otherwise it closes after its answer. */
    synchronized void stop() throws IOException {
        if (waits) {
            socket.close();
        }
    }

    void close() throws IOException {
        socket.close();
    }
}
