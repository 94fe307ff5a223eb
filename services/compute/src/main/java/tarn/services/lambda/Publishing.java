package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.conflict;
import static tarn.services.lambda.LambdaFaults.functionNotFound;
import static tarn.services.lambda.LambdaFaults.invalid;
import static tarn.services.lambda.LambdaFaults.revisionDiffers;

import org.jspecify.annotations.Nullable;
import tarn.store.Key;
import tarn.store.Range;

/** Versions, as they are published and deleted. */
final class Publishing {

    private final Functions functions;
    private final Archives archives;

    Publishing(Functions functions, Archives archives) {
        this.functions = functions;
        this.archives = archives;
    }

    /**
     * Publishes what a function is now, unless it is what the last version is already.
     *
     * @param description of the version; null for the function's own
     */
    StoredVersion publish(
            Reference reference, @Nullable String description, @Nullable String codeSha256, @Nullable String revision) {
        while (true) {
            var seen = functions.entry(reference);
            var function = seen.value();
            var latest = function.latest().configuration();
            if (revision != null && !revision.equals(latest.revisionId())) {
                throw revisionDiffers();
            }
            if (codeSha256 != null && !codeSha256.equals(latest.codeSha256())) {
                throw invalid("CodeSHA256 (" + codeSha256 + ") is different from current CodeSHA256 in $LATEST ("
                        + latest.codeSha256() + "). Please try again with the CodeSHA256 in $LATEST.");
            }
            var last = functions.find(function.name(), String.valueOf(function.lastVersion()));
            if (last.isPresent() && isSame(last.get(), function.latest())) {
                return last.get();
            }
            long number = function.lastVersion() + 1;
            var code = archives.copy(function.latest().code());
            var configuration = latest.toBuilder()
                    .version(String.valueOf(number))
                    .functionArn(reference.arn() + ":" + number)
                    .revisionId(functions.platform().ids().uuid().toString());
            if (description != null && !description.isEmpty()) {
                configuration.description(description);
            }
            var version = new StoredVersion(configuration.build(), code);
            var batch = functions
                    .platform()
                    .batch()
                    .replace(functions.store(), seen, function.published(number))
                    .insert(functions.versions(), Key.of(function.name()).with(number), version)
                    .adopt(code.blob());
            if (batch.commit()) {
                return version;
            }
            functions.platform().blobs().discard(code.blob());
        }
    }

    private static boolean isSame(StoredVersion version, StoredVersion latest) {
        var one = version.configuration().toBuilder();
        var other = latest.configuration();
        return one.version(other.version())
                .functionArn(other.functionArn())
                .revisionId(other.revisionId())
                .lastModified(other.lastModified())
                .description(other.description())
                .build()
                .equals(other);
    }

    void delete(Reference reference, String number) {
        var name = reference.name();
        functions.entry(reference);
        if (!Functions.isNumber(number)) {
            throw invalid("Aliases cannot be deleted by DeleteFunction; use DeleteAlias.");
        }
        for (var alias : functions.aliases().scan(Range.under(Key.of(name)))) {
            if (alias.value().version().equals(number)
                    || alias.value().weights().containsKey(number)) {
                throw conflict("Version " + number + " is referenced by the alias "
                        + alias.value().name() + " and cannot be deleted.");
            }
        }
        var seen = functions.versions().entry(Key.of(name).with(Long.parseLong(number)));
        if (seen.isPresent()) {
            functions
                    .platform()
                    .batch()
                    .delete(functions.versions(), seen.get())
                    .release(seen.get().value().code().blob())
                    .commit();
        } else if (functions.store().get(Key.of(name)).isEmpty()) {
            throw functionNotFound(reference.arn());
        }
    }
}
