package tarn.services.firehose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.firehose.model.DestinationDescription;
import software.amazon.awssdk.services.firehose.model.SourceDescription;
import tarn.kernel.testing.Golden;
import tarn.services.firehose.DeliveryStream.Encryption;
import tarn.services.firehose.Waiting.Origin;
import tarn.services.firehose.Waiting.Piece;

/** What lies on users' disks stays readable, and so does what the Producer Library writes. */
class FormatsTest {

    @Test
    void streams() {
        var stream = new DeliveryStream(
                "clicks",
                "id",
                "KinesisStreamAsSource",
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-02T00:00:00Z"),
                SourceDescription.builder()
                        .kinesisStreamSourceDescription(
                                k -> k.kinesisStreamARN("arn:k").roleARN("arn:r"))
                        .build(),
                DestinationDescription.builder()
                        .destinationId("destinationId-000000000001")
                        .extendedS3DestinationDescription(s3 -> s3.bucketARN("arn:aws:s3:::b"))
                        .build(),
                "key",
                3,
                new Encryption("arn:key", "d3JhcHBlZA=="),
                Map.of("team", "a"));
        Golden.check(DeliveryStreams.STREAMS, DeliveryStream.FORMAT, stream);
    }

    @Test
    void waitingRecords() {
        var piece = new Piece("1", 7, new byte[] {1, 2}, new Origin("shardId-0", "p", "49", 6));
        Golden.check(Buffers.WAITING, Waiting.FORMAT, new Waiting(new Encryption(null, null), List.of(piece)));
    }

    @Test
    void positions() {
        Golden.check(StreamSource.POSITIONS, StreamSource.Position.FORMAT, new StreamSource.Position("49", false));
    }

    @Test
    void aggregatesComeApart() throws NoSuchAlgorithmException {
        var message = new ByteArrayOutputStream();
        message.writeBytes(new byte[] {0x0A, 1, 'k'});
        for (var text : List.of("one", "two")) {
            message.writeBytes(new byte[] {0x1A, 7, 0x08, 0, 0x1A, 3});
            message.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        }
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2});
        out.writeBytes(message.toByteArray());
        out.writeBytes(MessageDigest.getInstance("MD5").digest(message.toByteArray()));
        assertThat(Aggregate.parts(out.toByteArray()).stream().map(part -> new String(part, StandardCharsets.UTF_8)))
                .containsExactly("one", "two");
        var damaged = out.toByteArray();
        damaged[10] ^= 1;
        assertThat(Aggregate.parts(damaged)).containsExactly(damaged);
    }
}
