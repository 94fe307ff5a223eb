package tarn.services.s3;

import java.time.Instant;
import software.amazon.awssdk.services.s3.model.Tier;

/**
 * The copy of an archived object that can be read for a while. It becomes readable and goes again by the platform's
 * clock alone: nothing has to happen at those moments.
 *
 * @param ready when it can be read
 * @param expires when it is gone
 * @param tier how fast it was asked for
 */
record Restoration(Instant ready, Instant expires, Tier tier) {

    boolean ongoing(Instant now) {
        return now.isBefore(ready);
    }

    boolean readable(Instant now) {
        return !ongoing(now) && now.isBefore(expires);
    }

    void writeTo(RecordWriter out) {
        out.instant(ready).instant(expires).text(tier.toString());
    }

    static Restoration read(RecordReader in) {
        return new Restoration(in.instant(), in.instant(), Tier.fromValue(in.text()));
    }
}
