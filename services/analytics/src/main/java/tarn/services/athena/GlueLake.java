package tarn.services.athena;

import java.time.InstantSource;
import java.util.concurrent.Callable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.ConcurrentModificationException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.engines.sql.Lake;
import tarn.engines.sql.LakeFailure;
import tarn.kernel.Caller;

/**
 * The Glue catalog and S3 as the SQL engine sees them for one statement. The engine calls from its own threads; each call
 * is made as the caller who asked the query.
 */
final class GlueLake implements Lake {

    private final GlueCatalog catalog;
    private final S3Files files;

    GlueLake(
            GlueClient glue,
            S3Client s3,
            Caller caller,
            ResultSettings settings,
            Traces.Of traces,
            InstantSource clock) {
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
