package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidStorageClass;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The storage classes of a general purpose bucket. */
final class StorageClasses {

    static final String STANDARD = "STANDARD";
    static final String DEEP_ARCHIVE = "DEEP_ARCHIVE";

    private static final Set<String> READ_AT_ONCE =
            Set.of(STANDARD, "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "REDUCED_REDUNDANCY");
    /* In the order in which a life cycle may move objects: the waterfall of AWS's guide. */
    private static final List<String> COLDER_AND_COLDER = List.of(
            STANDARD, "STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", DEEP_ARCHIVE);

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

    /** How cold a class is; those that are not moved from or to any more are as warm as the standard one. */
    static int coldness(String storageClass) {
        return Math.max(COLDER_AND_COLDER.indexOf(storageClass), 0);
    }

    static boolean isColder(String one, String other) {
        return coldness(one) > coldness(other);
    }

    /** Whether a class is for what is read now and then, and has to stay for a month. */
    static boolean isInfrequent(String storageClass) {
        return storageClass.endsWith("_IA");
    }

    /** As headers show it: not at all if it is the standard one. */
    static @Nullable String header(String storageClass) {
        return storageClass.equals(STANDARD) ? null : storageClass;
    }

    private StorageClasses() {}
}
