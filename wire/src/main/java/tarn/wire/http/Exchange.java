package tarn.wire.http;

/** What the gateway answers: the one door between the HTTP server and everything else. */
@FunctionalInterface
public interface Exchange {

    /** Takes one request as it came and answers it, on a virtual thread of its own. */
    void handle(WireRequest request, Answer answer);

    /** Where the answer to a request goes. */
    interface Answer {
        /** Sends status, headers and body; returns when the body is written. Once per request. */
        void send(WireResponse response);
    }
}
