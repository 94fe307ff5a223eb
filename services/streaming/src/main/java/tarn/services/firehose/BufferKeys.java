package tarn.services.firehose;

import static tarn.services.firehose.FirehoseFaults.ofKey;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KmsException;
import tarn.seal.Seal;
import tarn.services.firehose.DeliveryStream.Encryption;
import tarn.services.firehose.Waiting.Piece;

/**
 * The keys that waiting records of encrypted streams lie under: Tarn's own, or a data key under the customer's key, which
 * Firehose asks KMS to open and then holds for a minute.
 */
final class BufferKeys {

    private static final Duration HELD = Duration.ofMinutes(1);
    private static final int HELD_MAX = 1_000;
    private static final String CONTEXT = "firehose/record";

    private final DeliveryStreams streams;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    private record Held(Seal seal, Instant until) {}

    BufferKeys(DeliveryStreams streams) {
        this.streams = streams;
    }

    /** An encryption under a customer's key. */
    Encryption under(DeliveryStream stream, String keyArn) {
        try {
            var made = DeliveryStreams.service()
                    .call(() -> streams.platform()
                            .client(KmsClient.class)
                            .generateDataKey(b ->
                                    b.keyId(keyArn).keySpec(DataKeySpec.AES_256).encryptionContext(context(stream))));
            return new Encryption(
                    keyArn,
                    Base64.getEncoder().encodeToString(made.ciphertextBlob().asByteArray()));
        } catch (KmsException e) {
            throw ofKey(e);
        }
    }

    private static Map<String, String> context(DeliveryStream stream) {
        return Map.of("aws:firehose:arn", stream.arn());
    }

    Waiting sealed(DeliveryStream stream, List<Piece> pieces) {
        if (stream.encryption() == null) {
            return new Waiting(null, pieces);
        }
        var seal = seal(stream, stream.encryption());
        return new Waiting(
                stream.encryption(),
                pieces.stream()
                        .map(piece -> piece.with(seal.wrap(CONTEXT, piece.data())))
                        .toList());
    }

    List<Piece> opened(DeliveryStream stream, Waiting waiting) {
        if (waiting.encryption() == null) {
            return waiting.pieces();
        }
        var seal = seal(stream, waiting.encryption());
        return waiting.pieces().stream()
                .map(piece -> piece.with(seal.open(CONTEXT, piece.data())))
                .toList();
    }

    private Seal seal(DeliveryStream stream, Encryption encryption) {
        var wrapped = encryption.wrapped();
        if (wrapped == null) {
            return streams.platform().seal();
        }
        var now = streams.platform().clock().instant();
        var known = held.get(wrapped);
        if (known != null && now.isBefore(known.until())) {
            return known.seal();
        }
        try {
            var opened = DeliveryStreams.service()
                    .call(() -> streams.platform()
                            .client(KmsClient.class)
                            .decrypt(b -> b.ciphertextBlob(SdkBytes.fromByteArray(
                                            Base64.getDecoder().decode(wrapped)))
                                    .encryptionContext(context(stream))));
            var seal = Seal.under(
                    opened.plaintext().asByteArray(), streams.platform().ids()::bytes);
            if (held.size() >= HELD_MAX) {
                held.clear();
            }
            held.put(wrapped, new Held(seal, now.plus(HELD)));
            return seal;
        } catch (KmsException e) {
            throw ofKey(e);
        }
    }
}
