package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidStorageClass;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The storage classes of a general purpose bucket. */
final class StorageClasses {

    static final String STANDARD = "STANDARD";
    static final String DEEP_ARCHIVE = "DEEP_ARCHIVE";

    private static final Set<String> READ_AT_ONCE =
            Set.of(STANDARD, "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "REDUCED_REDUNDANCY");
    private static final Set<String> ARCHIVES = Set.of("GLACIER", DEEP_ARCHIVE);

    static String of(@Nullable String given) {
        if (given == null) {
            return STANDARD;
        }
        if (READ_AT_ONCE.contains(given) || ARCHIVES.contains(given)) {
            return given;
        }
        throw invalidStorageClass();
    }

    /** Whether objects of a class are restored before they are read. */
    static boolean isArchive(String storageClass) {
        return ARCHIVES.contains(storageClass);
    }

    /** As headers show it: not at all if it is the standard one. */
    static @Nullable String header(String storageClass) {
        return storageClass.equals(STANDARD) ? null : storageClass;
    }

    private StorageClasses() {}
}
