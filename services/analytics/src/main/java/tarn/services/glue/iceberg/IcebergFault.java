package tarn.services.glue.iceberg;

import java.io.Serial;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.ConcurrentModificationException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import tarn.engines.sql.IcebergRefusal;

/** What goes wrong, in the words of Iceberg's REST catalog. */
final class IcebergFault extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final String type;

    private IcebergFault(int status, String type, String message) {
        super(message);
        this.status = status;
        this.type = type;
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    static IcebergFault badRequest(String why) {
        return new IcebergFault(400, "BadRequestException", why);
    }

    static IcebergFault catalogMissing(String catalog) {
        return new IcebergFault(404, "NoSuchCatalogException", "Catalog not found: " + catalog);
    }

    static IcebergFault namespaceMissing(String name) {
        return new IcebergFault(404, "NoSuchNamespaceException", "Namespace does not exist: " + name);
    }

    static IcebergFault tableMissing(String namespace, String name) {
        return new IcebergFault(404, "NoSuchTableException", "Table does not exist: " + namespace + "." + name);
    }

    static IcebergFault notIceberg(String namespace, String name) {
        return new IcebergFault(404, "NoSuchIcebergTableException", "Not an Iceberg table: " + namespace + "." + name);
    }

    static IcebergFault namespaceExists(String name) {
        return new IcebergFault(409, "AlreadyExistsException", "Namespace already exists: " + name);
    }

    static IcebergFault tableExists(String namespace, String name) {
        return new IcebergFault(409, "AlreadyExistsException", "Table already exists: " + namespace + "." + name);
    }

    static IcebergFault namespaceNotEmpty(String name) {
        return new IcebergFault(409, "NamespaceNotEmptyException", "Namespace " + name + " is not empty");
    }

    static IcebergFault commitFailed(String why) {
        return new IcebergFault(409, "CommitFailedException", why);
    }

    static IcebergFault unsupported(String what) {
        return new IcebergFault(406, "UnsupportedOperationException", "This catalog does not support " + what);
    }

    static IcebergFault engineMissing() {
        return new IcebergFault(
                503, "ServiceUnavailableException", "The SQL engine, which knows Iceberg's rules, is not installed");
    }

    /** A peer's refusal. */
    static IcebergFault of(AwsServiceException refusal) {
        var details = refusal.awsErrorDetails();
        var code = details == null || details.errorCode() == null ? "InternalFailure" : details.errorCode();
        var message = details == null ? String.valueOf(refusal.getMessage()) : String.valueOf(details.errorMessage());
        return switch (refusal) {
            case EntityNotFoundException it -> new IcebergFault(404, "NotFoundException", message);
            case AlreadyExistsException it -> new IcebergFault(409, "AlreadyExistsException", message);
            case ConcurrentModificationException it -> commitFailed(message);
            default -> new IcebergFault(status(code, refusal.statusCode()), code, message);
        };
    }

    private static int status(String code, int status) {
        return code.startsWith("AccessDenied") ? 403 : status == 0 ? 500 : status;
    }

    static IcebergFault of(IcebergRefusal refusal) {
        var why = String.valueOf(refusal.getMessage());
        return switch (refusal.kind()) {
            case CONFLICT -> commitFailed(why);
            case INVALID -> badRequest(why);
        };
    }
}
