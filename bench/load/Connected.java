import java.io.IOException;

/** A worker with a connection of its own. */
record Connected(Connection connection, Step step) implements Work.Worker {

    interface Step {
        void once(Connection connection, int number) throws IOException;
    }

    @Override
    public void once(int number) throws IOException {
        step.once(connection, number);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
