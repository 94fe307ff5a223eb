package tarn.services.sns;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * What would leave the machine as mail, text message or push: the latest 1,000 of all, for everybody to look at, at
 * {@code /_tarn/sns/outbox}.
 */
final class Mailbox {

    private static final int LETTERS_MAX = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Platform platform;
    private final Store<Mail> store;

    /**
     * A mail, text message or push.
     *
     * @param protocol {@code email}, {@code email-json}, {@code sms} or {@code application}
     * @param to an address, a number, or the ARN of an endpoint
     * @param from the topic's ARN; empty if it was sent without one
     * @param link what confirms the subscription; null in others
     */
    record Mail(
            Instant time,
            String id,
            String protocol,
            String to,
            String from,
            @Nullable String subject,
            String message,
            @Nullable String link) {}

    Mailbox(Platform platform) {
        this.platform = platform;
        this.store = platform.store("sns/mails", Scope.GLOBAL, Formats.record(Mail.class));
    }

    /** Keeps a mail; the same one again is one. */
    void keep(Mail mail) {
        var key = Key.of().with(mail.time().toEpochMilli()).with(mail.id()).with(mail.to());
        var batch = platform.batch().put(store, key, mail);
        var oldest = store.list(Range.all(), LETTERS_MAX + 1);
        if (oldest.size() > LETTERS_MAX) {
            batch.delete(store, oldest.getFirst().key());
        }
        batch.commit();
    }

    void keep(String protocol, String to, Delivery delivery, String text) {
        keep(new Mail(
                delivery.sent(),
                delivery.messageId(),
                protocol,
                to,
                delivery.topicArn(),
                delivery.subject(),
                text,
                delivery.token() == null ? null : Envelope.subscribeUrl(delivery)));
    }

    /** The mails as a JSON document, oldest first; of those to somebody, or all. */
    String document(Map<String, String> wanted) {
        var root = JSON.createObjectNode();
        var mails = root.putArray("messages");
        for (var entry : store.scan(Range.all())) {
            var mail = entry.value();
            if (!Objects.equals(wanted.getOrDefault("to", mail.to()), mail.to())
                    || !Objects.equals(wanted.getOrDefault("protocol", mail.protocol()), mail.protocol())) {
                continue;
            }
            mails.addObject()
                    .put("time", mail.time().toString())
                    .put("id", mail.id())
                    .put("protocol", mail.protocol())
                    .put("to", mail.to())
                    .put("from", mail.from())
                    .put("subject", mail.subject())
                    .put("message", mail.message())
                    .put("link", mail.link());
        }
        return root.toString();
    }

    /** What a number is told without a topic. */
    void text(String number, String message, String id) {
        keep(new Mail(
                platform.clock().instant(),
                id,
                "sms",
                number,
                Caller.current().arn("sns", "").toString(),
                null,
                message,
                null));
    }
}
