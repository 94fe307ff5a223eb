import java.io.IOException;

/** A kind of work that is measured. */
interface Work {

    /** Makes what the work needs to find, such as a bucket. */
    default void prepare(String target) throws IOException {}

    /** One who does it, with a connection of its own. */
    Worker worker(String target) throws IOException;

    /** Does the work again and again, one at a time. */
    interface Worker extends AutoCloseable {

        /**
         * Does it once; throws if it fails.
         *
         * @param number how often it was done before, by all workers
         */
        void once(int number) throws IOException;

        @Override
        default void close() throws IOException {}
    }
}
