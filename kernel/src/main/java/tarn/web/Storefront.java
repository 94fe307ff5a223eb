package tarn.web;

import java.util.List;
import java.util.Optional;

/** What the gateway asks of buckets. Needs no caller but for {@link #visit}. */
public interface Storefront {

    /** The account that a bucket belongs to; empty if there is none of that name. */
    Optional<String> owner(String bucket);

    /** The cross-origin rules of a bucket, in order; empty if it has none. */
    List<CrossOriginRule> crossOriginRules(String bucket);

    /**
     * Answers a visit to a bucket's website, reading objects as the current caller.
     *
     * @param page takes the answer, once, whatever it is: a page, a redirection, an error
     */
    void visit(Visit visit, Page page);

    /** Whether requests to a bucket may have to be logged. Cheap: it is asked for every request. */
    boolean mayLog(String bucket);

    /** Keeps a request for the access log of its bucket, if that has one. */
    void log(LoggedRequest request);
}
