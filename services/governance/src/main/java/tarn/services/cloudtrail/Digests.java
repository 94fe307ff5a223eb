package tarn.services.cloudtrail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.services.cloudtrail.DeliveryState.DeliveredFile;
import tarn.services.cloudtrail.DeliveryState.Digest;

/**
 * Digest files: which files were delivered, with their hashes, each digest signed and naming the one before, so that
 * nobody can change or remove one unseen.
 *
 * <p>Source: "CloudTrail digest file structure" and "Custom implementations of CloudTrail log file integrity validation"
 * in CloudTrail's user guide.
 */
final class Digests {

    private static final String SIGNATURE = "SHA256withRSA";
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TrailBucket bucket;
    private final SigningKeys keys;

    Digests(TrailBucket bucket, SigningKeys keys) {
        this.bucket = bucket;
        this.keys = keys;
    }

    /** Writes the digest of a region's files up to a second. */
    Digest write(KeptTrail trail, String region, DeliveryState state, Instant end) {
        var account = Caller.current().account();
        var name = account + "_CloudTrail-Digest_" + region + "_" + trail.name() + "_" + trail.home() + "_"
                + SECOND.format(end) + ".json.gz";
        var key = trail.folder(account, "CloudTrail-Digest") + region + "/" + Delivery.DAY.format(end) + "/" + name;
        var signer = TrailBucket.service(region).call(keys::current);
        var bytes = text(trail, state, account, key, end, signer.fingerprint()).getBytes(StandardCharsets.UTF_8);
        var hash = Delivery.sha256(bytes);
        var previous = state.previous();
        var signed = time(end) + "\n" + trail.bucket() + "/" + key + "\n" + hash + "\n"
                + (previous == null ? "null" : previous.signature());
        var signature = TrailBucket.service(region).call(() -> keys.sign(signer, signed));
        bucket.put(
                trail,
                key,
                Delivery.gzip(bytes),
                Map.of("signature", signature, "signature-algorithm", SIGNATURE),
                true);
        return new Digest(trail.bucket(), key, hash, signature);
    }

    private static String text(
            KeptTrail trail, DeliveryState state, String account, String key, Instant end, String fingerprint) {
        var start = state.digestEnd() == null ? trail.created() : state.digestEnd();
        var newest = state.files().stream().map(DeliveredFile::newest).max(Instant::compareTo);
        var oldest = state.files().stream().map(DeliveredFile::oldest).min(Instant::compareTo);
        var digest = JSON.createObjectNode();
        digest.put("awsAccountId", account);
        digest.put("digestStartTime", time(start));
        digest.put("digestEndTime", time(end));
        digest.put("digestS3Bucket", trail.bucket());
        digest.put("digestS3Object", key);
        digest.put("digestPublicKeyFingerprint", fingerprint);
        digest.put("digestSignatureAlgorithm", SIGNATURE);
        digest.put("newestEventTime", newest.map(Digests::time).orElse(null));
        digest.put("oldestEventTime", oldest.map(Digests::time).orElse(null));
        previous(digest, state.previous());
        var files = digest.putArray("logFiles");
        for (var file : state.files()) {
            files.addObject()
                    .put("s3Bucket", file.bucket())
                    .put("s3Object", file.key())
                    .put("hashValue", file.hash())
                    .put("hashAlgorithm", "SHA-256")
                    .put("newestEventTime", time(file.newest()))
                    .put("oldestEventTime", time(file.oldest()));
        }
        return digest.toString();
    }

    private static void previous(ObjectNode digest, @Nullable Digest previous) {
        digest.put("previousDigestS3Bucket", previous == null ? null : previous.bucket());
        digest.put("previousDigestS3Object", previous == null ? null : previous.key());
        digest.put("previousDigestHashValue", previous == null ? null : previous.hash());
        digest.put("previousDigestHashAlgorithm", previous == null ? null : "SHA-256");
        digest.put("previousDigestSignature", previous == null ? null : previous.signature());
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
