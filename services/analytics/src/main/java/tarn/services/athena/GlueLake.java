package tarn.services.athena;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.ConcurrentModificationException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.engines.sql.Lake;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakeSource;
import tarn.kernel.Caller;

/**
 * The Glue catalog and S3 as the SQL engine sees them for one statement. The engine calls from its own threads; each call
 * is made as the caller who asked the query.
 */
final class GlueLake implements Lake {

    private final GlueCatalog catalog;
    private final S3Files files;
    private final Map<String, LakeSource> sources;
    private final Optional<String> home;

    /**
     * What a statement sees.
     *
     * @param sources what it can read beside the lake
     * @param home the source that unqualified names belong to; empty if that is the lake
     */
    GlueLake(
            GlueClient glue,
            S3Client s3,
            Caller caller,
            ResultSettings settings,
            Traces.Of traces,
            InstantSource clock,
            Map<String, LakeSource> sources,
            Optional<String> home) {
        this.sources = sources;
        this.home = home;
        this.catalog = new GlueCatalog(glue, caller, traces, clock);
        this.files = new S3Files(s3, caller, settings, traces);
    }

    @Override
    public GlueCatalog catalog() {
        return catalog;
    }

    @Override
    public S3Files files() {
        return files;
    }

    @Override
    public Map<String, LakeSource> sources() {
        return sources;
    }

    @Override
    public Optional<String> home() {
        return home;
    }

    /** Makes a call to a peer as a caller; what the peer refuses comes out as a {@link LakeFailure}. */
    static <T> T as(Caller caller, Callable<T> call) {
        try {
            return caller.call(call::call);
        } catch (AwsServiceException refusal) {
            throw failure(refusal);
        } catch (RuntimeException bug) {
            throw bug;
        } catch (Exception e) {
            throw new LakeFailure(LakeFailure.Kind.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private static LakeFailure failure(AwsServiceException refusal) {
        var kind = switch (refusal) {
            case EntityNotFoundException it -> LakeFailure.Kind.NOT_FOUND;
            case AlreadyExistsException it -> LakeFailure.Kind.ALREADY_EXISTS;
            case ConcurrentModificationException it -> LakeFailure.Kind.CONFLICT;
            default ->
                switch (refusal.statusCode()) {
                    case 403 -> LakeFailure.Kind.ACCESS_DENIED;
                    case 404 -> LakeFailure.Kind.NOT_FOUND;
                    case 409 -> LakeFailure.Kind.CONFLICT;
                    case 412 -> LakeFailure.Kind.ALREADY_EXISTS;
                    default -> LakeFailure.Kind.UNAVAILABLE;
                };
        };
        var details = refusal.awsErrorDetails();
        var message = details == null ? String.valueOf(refusal.getMessage()) : details.errorMessage();
        return new LakeFailure(kind, String.valueOf(message), refusal);
    }
}
