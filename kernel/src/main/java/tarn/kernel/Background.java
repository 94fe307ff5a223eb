package tarn.kernel;

/**
 * Work that goes on after its request was answered, such as a crawl or a query. Each task has a virtual thread of its
 * own and runs as the caller that handed it over. What must survive a restart is kept in a store first; on start the
 * service finds it there.
 */
public interface Background {

    /** Starts work and returns at once. A failure that escapes it is logged as a bug of ours. */
    void run(String name, Runnable work);

    /** Starts work as a given caller, for instance what a service resumes after a restart. */
    void run(String name, Caller caller, Runnable work);

    /** Has {@code work} run once when the platform is ready, for a service to take up what a restart interrupted. */
    void onReady(Runnable work);
}
