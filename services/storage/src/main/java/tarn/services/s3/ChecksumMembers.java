package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidRequest;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Checksum;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectPart;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** The many members by which S3's requests and responses carry checksums, one for each kind, as one value and back. */
final class ChecksumMembers {

    /** The checksums that come with a request. */
    static Map<ChecksumKind, String> of(PutObjectRequest given) {
        var values = new TreeMap<ChecksumKind, String>();
        add(values, ChecksumKind.CRC32, given.checksumCRC32());
        add(values, ChecksumKind.CRC32C, given.checksumCRC32C());
        add(values, ChecksumKind.CRC64NVME, given.checksumCRC64NVME());
        add(values, ChecksumKind.SHA1, given.checksumSHA1());
        add(values, ChecksumKind.SHA256, given.checksumSHA256());
        add(values, ChecksumKind.SHA512, given.checksumSHA512());
        add(values, ChecksumKind.MD5, given.checksumMD5());
        add(values, ChecksumKind.XXHASH64, given.checksumXXHASH64());
        add(values, ChecksumKind.XXHASH3, given.checksumXXHASH3());
        add(values, ChecksumKind.XXHASH128, given.checksumXXHASH128());
        return values;
    }

    /** The checksums that come with a request. */
    static Map<ChecksumKind, String> of(UploadPartRequest given) {
        var values = new TreeMap<ChecksumKind, String>();
        add(values, ChecksumKind.CRC32, given.checksumCRC32());
        add(values, ChecksumKind.CRC32C, given.checksumCRC32C());
        add(values, ChecksumKind.CRC64NVME, given.checksumCRC64NVME());
        add(values, ChecksumKind.SHA1, given.checksumSHA1());
        add(values, ChecksumKind.SHA256, given.checksumSHA256());
        add(values, ChecksumKind.SHA512, given.checksumSHA512());
        add(values, ChecksumKind.MD5, given.checksumMD5());
        add(values, ChecksumKind.XXHASH64, given.checksumXXHASH64());
        add(values, ChecksumKind.XXHASH3, given.checksumXXHASH3());
        add(values, ChecksumKind.XXHASH128, given.checksumXXHASH128());
        return values;
    }

    /** The checksums that come with a request. */
    static Map<ChecksumKind, String> of(CompleteMultipartUploadRequest given) {
        var values = new TreeMap<ChecksumKind, String>();
        add(values, ChecksumKind.CRC32, given.checksumCRC32());
        add(values, ChecksumKind.CRC32C, given.checksumCRC32C());
        add(values, ChecksumKind.CRC64NVME, given.checksumCRC64NVME());
        add(values, ChecksumKind.SHA1, given.checksumSHA1());
        add(values, ChecksumKind.SHA256, given.checksumSHA256());
        add(values, ChecksumKind.SHA512, given.checksumSHA512());
        add(values, ChecksumKind.MD5, given.checksumMD5());
        add(values, ChecksumKind.XXHASH64, given.checksumXXHASH64());
        add(values, ChecksumKind.XXHASH3, given.checksumXXHASH3());
        add(values, ChecksumKind.XXHASH128, given.checksumXXHASH128());
        return values;
    }

    /** The checksums that come with a part to complete with. */
    static Map<ChecksumKind, String> of(CompletedPart given) {
        var values = new TreeMap<ChecksumKind, String>();
        add(values, ChecksumKind.CRC32, given.checksumCRC32());
        add(values, ChecksumKind.CRC32C, given.checksumCRC32C());
        add(values, ChecksumKind.CRC64NVME, given.checksumCRC64NVME());
        add(values, ChecksumKind.SHA1, given.checksumSHA1());
        add(values, ChecksumKind.SHA256, given.checksumSHA256());
        add(values, ChecksumKind.SHA512, given.checksumSHA512());
        add(values, ChecksumKind.MD5, given.checksumMD5());
        add(values, ChecksumKind.XXHASH64, given.checksumXXHASH64());
        add(values, ChecksumKind.XXHASH3, given.checksumXXHASH3());
        add(values, ChecksumKind.XXHASH128, given.checksumXXHASH128());
        return values;
    }

    static void onto(PutObjectResponse.Builder answer, ObjectChecksum checksum) {
        answer.checksumType(checksum.type());
        switch (checksum.kind()) {
            case CRC32 -> answer.checksumCRC32(checksum.value());
            case CRC32C -> answer.checksumCRC32C(checksum.value());
            case CRC64NVME -> answer.checksumCRC64NVME(checksum.value());
            case SHA1 -> answer.checksumSHA1(checksum.value());
            case SHA256 -> answer.checksumSHA256(checksum.value());
            case SHA512 -> answer.checksumSHA512(checksum.value());
            case MD5 -> answer.checksumMD5(checksum.value());
            case XXHASH64 -> answer.checksumXXHASH64(checksum.value());
            case XXHASH3 -> answer.checksumXXHASH3(checksum.value());
            case XXHASH128 -> answer.checksumXXHASH128(checksum.value());
        }
    }

    static void onto(GetObjectResponse.Builder answer, ObjectChecksum checksum) {
        answer.checksumType(checksum.type());
        switch (checksum.kind()) {
            case CRC32 -> answer.checksumCRC32(checksum.value());
            case CRC32C -> answer.checksumCRC32C(checksum.value());
            case CRC64NVME -> answer.checksumCRC64NVME(checksum.value());
            case SHA1 -> answer.checksumSHA1(checksum.value());
            case SHA256 -> answer.checksumSHA256(checksum.value());
            case SHA512 -> answer.checksumSHA512(checksum.value());
            case MD5 -> answer.checksumMD5(checksum.value());
            case XXHASH64 -> answer.checksumXXHASH64(checksum.value());
            case XXHASH3 -> answer.checksumXXHASH3(checksum.value());
            case XXHASH128 -> answer.checksumXXHASH128(checksum.value());
        }
    }

    static void onto(HeadObjectResponse.Builder answer, ObjectChecksum checksum) {
        answer.checksumType(checksum.type());
        switch (checksum.kind()) {
            case CRC32 -> answer.checksumCRC32(checksum.value());
            case CRC32C -> answer.checksumCRC32C(checksum.value());
            case CRC64NVME -> answer.checksumCRC64NVME(checksum.value());
            case SHA1 -> answer.checksumSHA1(checksum.value());
            case SHA256 -> answer.checksumSHA256(checksum.value());
            case SHA512 -> answer.checksumSHA512(checksum.value());
            case MD5 -> answer.checksumMD5(checksum.value());
            case XXHASH64 -> answer.checksumXXHASH64(checksum.value());
            case XXHASH3 -> answer.checksumXXHASH3(checksum.value());
            case XXHASH128 -> answer.checksumXXHASH128(checksum.value());
        }
    }

    static void onto(CopyObjectResult.Builder answer, ObjectChecksum checksum) {
        answer.checksumType(checksum.type());
        switch (checksum.kind()) {
            case CRC32 -> answer.checksumCRC32(checksum.value());
            case CRC32C -> answer.checksumCRC32C(checksum.value());
            case CRC64NVME -> answer.checksumCRC64NVME(checksum.value());
            case SHA1 -> answer.checksumSHA1(checksum.value());
            case SHA256 -> answer.checksumSHA256(checksum.value());
            case SHA512 -> answer.checksumSHA512(checksum.value());
            case MD5 -> answer.checksumMD5(checksum.value());
            case XXHASH64 -> answer.checksumXXHASH64(checksum.value());
            case XXHASH3 -> answer.checksumXXHASH3(checksum.value());
            case XXHASH128 -> answer.checksumXXHASH128(checksum.value());
        }
    }

    static void onto(CompleteMultipartUploadResponse.Builder answer, ObjectChecksum checksum) {
        answer.checksumType(checksum.type());
        switch (checksum.kind()) {
            case CRC32 -> answer.checksumCRC32(checksum.value());
            case CRC32C -> answer.checksumCRC32C(checksum.value());
            case CRC64NVME -> answer.checksumCRC64NVME(checksum.value());
            case SHA1 -> answer.checksumSHA1(checksum.value());
            case SHA256 -> answer.checksumSHA256(checksum.value());
            case SHA512 -> answer.checksumSHA512(checksum.value());
            case MD5 -> answer.checksumMD5(checksum.value());
            case XXHASH64 -> answer.checksumXXHASH64(checksum.value());
            case XXHASH3 -> answer.checksumXXHASH3(checksum.value());
            case XXHASH128 -> answer.checksumXXHASH128(checksum.value());
        }
    }

    static void onto(Checksum.Builder answer, ObjectChecksum checksum) {
        answer.checksumType(checksum.type());
        switch (checksum.kind()) {
            case CRC32 -> answer.checksumCRC32(checksum.value());
            case CRC32C -> answer.checksumCRC32C(checksum.value());
            case CRC64NVME -> answer.checksumCRC64NVME(checksum.value());
            case SHA1 -> answer.checksumSHA1(checksum.value());
            case SHA256 -> answer.checksumSHA256(checksum.value());
            case SHA512 -> answer.checksumSHA512(checksum.value());
            case MD5 -> answer.checksumMD5(checksum.value());
            case XXHASH64 -> answer.checksumXXHASH64(checksum.value());
            case XXHASH3 -> answer.checksumXXHASH3(checksum.value());
            case XXHASH128 -> answer.checksumXXHASH128(checksum.value());
        }
    }

    static void onto(UploadPartResponse.Builder answer, ChecksumKind kind, String value) {
        switch (kind) {
            case CRC32 -> answer.checksumCRC32(value);
            case CRC32C -> answer.checksumCRC32C(value);
            case CRC64NVME -> answer.checksumCRC64NVME(value);
            case SHA1 -> answer.checksumSHA1(value);
            case SHA256 -> answer.checksumSHA256(value);
            case SHA512 -> answer.checksumSHA512(value);
            case MD5 -> answer.checksumMD5(value);
            case XXHASH64 -> answer.checksumXXHASH64(value);
            case XXHASH3 -> answer.checksumXXHASH3(value);
            case XXHASH128 -> answer.checksumXXHASH128(value);
        }
    }

    static void onto(CopyPartResult.Builder answer, ChecksumKind kind, String value) {
        switch (kind) {
            case CRC32 -> answer.checksumCRC32(value);
            case CRC32C -> answer.checksumCRC32C(value);
            case CRC64NVME -> answer.checksumCRC64NVME(value);
            case SHA1 -> answer.checksumSHA1(value);
            case SHA256 -> answer.checksumSHA256(value);
            case SHA512 -> answer.checksumSHA512(value);
            case MD5 -> answer.checksumMD5(value);
            case XXHASH64 -> answer.checksumXXHASH64(value);
            case XXHASH3 -> answer.checksumXXHASH3(value);
            case XXHASH128 -> answer.checksumXXHASH128(value);
        }
    }

    static void onto(Part.Builder answer, ChecksumKind kind, String value) {
        switch (kind) {
            case CRC32 -> answer.checksumCRC32(value);
            case CRC32C -> answer.checksumCRC32C(value);
            case CRC64NVME -> answer.checksumCRC64NVME(value);
            case SHA1 -> answer.checksumSHA1(value);
            case SHA256 -> answer.checksumSHA256(value);
            case SHA512 -> answer.checksumSHA512(value);
            case MD5 -> answer.checksumMD5(value);
            case XXHASH64 -> answer.checksumXXHASH64(value);
            case XXHASH3 -> answer.checksumXXHASH3(value);
            case XXHASH128 -> answer.checksumXXHASH128(value);
        }
    }

    static void onto(ObjectPart.Builder answer, ChecksumKind kind, String value) {
        switch (kind) {
            case CRC32 -> answer.checksumCRC32(value);
            case CRC32C -> answer.checksumCRC32C(value);
            case CRC64NVME -> answer.checksumCRC64NVME(value);
            case SHA1 -> answer.checksumSHA1(value);
            case SHA256 -> answer.checksumSHA256(value);
            case SHA512 -> answer.checksumSHA512(value);
            case MD5 -> answer.checksumMD5(value);
            case XXHASH64 -> answer.checksumXXHASH64(value);
            case XXHASH3 -> answer.checksumXXHASH3(value);
            case XXHASH128 -> answer.checksumXXHASH128(value);
        }
    }

    /** Refuses more than one checksum in a request. */
    static Map<ChecksumKind, String> single(Map<ChecksumKind, String> values) {
        if (values.size() > 1) {
            throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        }
        return values;
    }

    private static void add(Map<ChecksumKind, String> values, ChecksumKind kind, @Nullable String value) {
        if (value != null) {
            values.put(kind, value);
        }
    }

    private ChecksumMembers() {}
}
