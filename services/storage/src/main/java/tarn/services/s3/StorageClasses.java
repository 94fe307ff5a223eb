package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidStorageClass;
import static tarn.services.s3.S3Faults.notImplemented;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The storage classes whose objects can be read at once. The archives are refused as long as nothing is archived. */
final class StorageClasses {

    static final String STANDARD = "STANDARD";

    private static final Set<String> READ_AT_ONCE =
            Set.of(STANDARD, "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "REDUCED_REDUNDANCY");
    private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

    static String of(@Nullable String given) {
        if (given == null) {
            return STANDARD;
        }
        if (READ_AT_ONCE.contains(given)) {
            return given;
        }
        throw ARCHIVES.contains(given) ? notImplemented("x-amz-storage-class") : invalidStorageClass();
    }

    /** As headers show it: not at all if it is the standard one. */
    static @Nullable String header(String storageClass) {
        return storageClass.equals(STANDARD) ? null : storageClass;
    }

    private StorageClasses() {}
}
