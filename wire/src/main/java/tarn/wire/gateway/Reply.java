package tarn.wire.gateway;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.time.TarnClock;
import tarn.wire.http.Exchange;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;

/** The answer to one request, with what every answer carries. */
final class Reply {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** The latest second's date; formatting one costs as much as reading a small request. */
    private static volatile Dated latest = new Dated(Long.MIN_VALUE, "");

    private record Dated(long second, String text) {}

    private final WireRequest request;
    private final Exchange.Answer answer;
    private final Browsers browsers;
    private final TarnClock clock;
    private @Nullable CrossOrigin rules;
    private @Nullable Logbook logbook;
    private boolean sent;

    Reply(WireRequest request, Exchange.Answer answer, Browsers browsers, TarnClock clock) {
        this.request = request;
        this.answer = answer;
        this.browsers = browsers;
        this.clock = clock;
    }

    /** Says that a bucket's own rules tell which pages may see the answer. */
    void ruledBy(CrossOrigin bucketRules) {
        rules = bucketRules;
    }

    /** Says that an access log may want to know of this exchange. */
    void loggedIn(Logbook book) {
        logbook = book;
    }

    /** Notes who asks, if that is to be logged. */
    void asked(Caller caller) {
        if (logbook != null) {
            logbook.asked(caller);
        }
    }

    /** Notes the code of the fault that is answered, if that is to be logged. */
    void failed(String code) {
        if (logbook != null) {
            logbook.failed(code);
        }
    }

    /** Says that the exchange is over. */
    void end() {
        if (logbook != null) {
            logbook.keep();
        }
    }

    /** Sends the answer. Clients correct their clocks by its date, so it is the platform's. */
    void send(WireResponse response) {
        sent = true;
        response.headers().set("date", date(clock.instant()));
        if (rules != null && rules.governs()) {
            rules.admit(response.headers());
        } else {
            browsers.admit(request, response.headers());
        }
        answer.send(logbook == null ? response : logbook.watched(response));
    }

    private static String date(Instant now) {
        var known = latest;
        if (known.second != now.getEpochSecond()) {
            known = new Dated(now.getEpochSecond(), DATE.format(now));
            latest = known;
        }
        return known.text;
    }

    boolean sent() {
        return sent;
    }
}
