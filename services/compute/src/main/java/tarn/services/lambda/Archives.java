package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.failed;
import static tarn.services.lambda.LambdaFaults.invalid;
import static tarn.services.lambda.LambdaFaults.tooLarge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import tarn.blobs.BlobKey;
import tarn.blobs.Blobs;
import tarn.engines.functions.FunctionCode;
import tarn.kernel.Platform;

/** Archives of code: taken in, checked, kept encrypted, and given to the engine. */
final class Archives {

    private static final long DIRECT_BYTES_MAX = 52_428_800;
    private static final long UNZIPPED_BYTES_MAX = 262_144_000;
    private static final int ENTRIES_MAX = 200_000;
    private static final int COPY_BYTES = 64 << 10;

    private final Platform platform;

    Archives(Platform platform) {
        this.platform = platform;
    }

    private Blobs blobs() {
        return platform.blobs();
    }

    /**
     * An archive that was checked and is on disk; a batch must adopt its blob, or it is to be discarded.
     *
     * @param unzippedBytes how much it holds
     */
    record Taken(StoredCode code, long unzippedBytes) {}

    /** Takes an archive in from a request, or from the object it names, which is read as the caller. */
    Taken take(@Nullable SdkBytes zip, @Nullable String bucket, @Nullable String key, @Nullable String objectVersion) {
        try {
            if (zip != null) {
                var bytes = zip.asByteArrayUnsafe();
                if (bytes.length > DIRECT_BYTES_MAX) {
                    throw tooLarge("Request must be smaller than 69905067 bytes for the CreateFunction operation");
                }
                return keep(new ByteArrayInputStream(bytes));
            }
            if (bucket == null || key == null) {
                throw invalid("Please provide a source for function code.");
            }
            return fromObject(bucket, key, objectVersion);
        } catch (IOException e) {
            throw failed("The code cannot be kept: " + e.getMessage());
        }
    }

    private Taken fromObject(String bucket, String key, @Nullable String objectVersion) {
        var request = GetObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .versionId(objectVersion)
                .build();
        ResponseTransformer<GetObjectResponse, Taken> reading = (_, stream) -> keep(stream);
        try {
            return platform.client(S3Client.class).getObject(request, reading);
        } catch (software.amazon.awssdk.services.lambda.model.LambdaException e) {
            throw e;
        } catch (AwsServiceException e) {
            throw invalid("Error occurred while GetObject. S3 Error Code: "
                    + e.awsErrorDetails().errorCode() + ". S3 Error Message: "
                    + e.awsErrorDetails().errorMessage());
        }
    }

    private Taken keep(InputStream in) throws IOException {
        var key = BlobKey.random();
        var digest = sha256();
        try (var draft = blobs().draft(BlobKey.of(key))) {
            var digesting = new DigestInputStream(in, digest);
            digesting.transferTo(draft);
            long size = draft.sizeBytes();
            if (size == 0) {
                throw invalid("Uploaded file must be a non-empty zip");
            }
            var blob = draft.seal();
            var code = new StoredCode(blob, key, Base64.getEncoder().encodeToString(digest.digest()), size);
            try {
                return new Taken(code, unzippedBytes(code));
            } catch (IOException | RuntimeException e) {
                blobs().discard(blob);
                throw e;
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Reads an archive through, so that what cannot be unpacked is refused when it comes. */
    private long unzippedBytes(StoredCode code) throws IOException {
        long total = 0;
        int entries = 0;
        var buffer = new byte[COPY_BYTES];
        try (var zip = new ZipInputStream(open(code))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries++;
                for (int count = zip.read(buffer); count >= 0; count = zip.read(buffer)) {
                    total += count;
                    if (total > UNZIPPED_BYTES_MAX) {
                        throw unzippedTooLarge();
                    }
                }
                if (entries > ENTRIES_MAX) {
                    throw invalid("An archive may have " + ENTRIES_MAX + " files");
                }
            }
        } catch (ZipException e) {
            throw notUnzipped();
        }
        if (entries == 0) {
            throw notUnzipped();
        }
        return total;
    }

    static AwsServiceException unzippedTooLarge() {
        return invalid("Unzipped size must be smaller than " + UNZIPPED_BYTES_MAX + " bytes");
    }

    private static AwsServiceException notUnzipped() {
        return invalid("Could not unzip uploaded file. Please check your file, then try to upload again.");
    }

    /** The archive's bytes. */
    InputStream open(StoredCode code) throws IOException {
        var content = blobs().open(code.blob(), BlobKey.of(code.key()));
        return new java.io.FilterInputStream(content.stream(0, content.sizeBytes())) {
            @Override
            public void close() throws IOException {
                super.close();
                content.close();
            }
        };
    }

    /** A second record of the same archive, for a published version. */
    StoredCode copy(StoredCode code) {
        try {
            return new StoredCode(blobs().link(code.blob()), code.key(), code.sha256(), code.sizeBytes());
        } catch (IOException e) {
            throw failed("The code cannot be kept: " + e.getMessage());
        }
    }

    /** An archive as the engine takes it. */
    FunctionCode forEngine(StoredCode code) {
        return new FunctionCode() {
            @Override
            public String digest() {
                return java.util.HexFormat.of().formatHex(Base64.getDecoder().decode(code.sha256()));
            }

            @Override
            public InputStream open() throws IOException {
                return Archives.this.open(code);
            }
        };
    }
}
