package tarn.wire.http;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server of HTTP/1.1 and HTTP/1.0 on one port. Each connection has a virtual thread;
 * blocking code answers. Nothing of a request is normalised on its way to the {@link Exchange}.
 *
 * <p>Why it is ours: {@code docs/decisions/0005-http-server.md}.
 */
public final class HttpServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
    private static final int BACKLOG = 1024;

    private final ServerSocket server;
    private final Exchange exchange;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread accepting;

    private HttpServer(ServerSocket server, Exchange exchange) {
        this.server = server;
        this.exchange = exchange;
        this.accepting = Thread.ofPlatform().name("listen").unstarted(this::accept);
    }

    /**
     * Listens on an address; port 0 takes a free one. It listens when this returns.
     *
     * @throws IOException if the address is taken or not this machine's
     */
    @SuppressWarnings("AddressSelection") // the address was chosen by the caller
    public static HttpServer listen(InetSocketAddress address, Exchange exchange) throws IOException {
        var socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address, BACKLOG);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        var server = new HttpServer(socket, exchange);
        server.accepting.start();
        return server;
    }

    /** The port it listens on. */
    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().name("request").start(() -> serve(socket));
            } catch (SocketException e) {
                if (!server.isClosed()) {
                    LOG.log(WARNING, "A connection could not be accepted", e);
                }
            } catch (IOException e) {
                LOG.log(WARNING, "A connection could not be accepted", e);
            }
        }
    }

    private void serve(Socket socket) {
        var connection = new Connection(socket, server::isClosed);
        connections.add(connection);
        try (socket) {
            if (server.isClosed()) {
                return;
            }
            socket.setTcpNoDelay(true);
            var in = new SocketInput(socket.getInputStream());
            new Http1Connection(connection, exchange, in).serve();
        } catch (IOException e) {
            LOG.log(DEBUG, "A connection broke", e);
        } catch (RuntimeException e) {
            LOG.log(ERROR, "A connection failed", e);
        } finally {
            connections.remove(connection);
            if (server.isClosed() && connections.isEmpty()) {
                stopped.countDown();
            }
        }
    }

    /** Stops listening, lets requests that are being answered finish for a while, and closes what is left. */
    public void stop(Duration patience) {
        try {
            server.close();
            accepting.join(patience);
            for (var connection : connections) {
                connection.stop();
            }
            if (!connections.isEmpty() && !stopped.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                for (var connection : connections) {
                    connection.close();
                }
            }
        } catch (IOException e) {
            LOG.log(DEBUG, "A connection could not be closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(5));
    }
}
