package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;
import tarn.kernel.testing.TestPlatform;

class ListingTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private void put(String... keys) {
        for (var key : keys) {
            tarn.put(key, "");
        }
    }

    private static List<String> keys(ListObjectsV2Response answer) {
        return answer.contents().stream().map(S3Object::key).toList();
    }

    @Test
    void keysAreListedInTheOrderOfTheirBytes() {
        put("b", "a/b", "a", "é", "Z", "a-b", "🙂", "a\uFFFD");
        assertThat(keys(tarn.s3().listObjectsV2(request -> request.bucket(BUCKET))))
                .containsExactly("Z", "a", "a-b", "a/b", "a\uFFFD", "b", "é", "🙂");
    }

    @Test
    void keysBehindADelimiterAreRolledUp() {
        put("a.txt", "photos/2025/1.jpg", "photos/2025/2.jpg", "photos/2026/1.jpg", "photos/x", "z.txt");
        var top = tarn.s3().listObjectsV2(request -> request.bucket(BUCKET).delimiter("/"));
        assertThat(keys(top)).containsExactly("a.txt", "z.txt");
        assertThat(top.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("photos/");
        assertThat(top.keyCount()).isEqualTo(3);
        var inside = tarn.s3()
                .listObjectsV2(
                        request -> request.bucket(BUCKET).prefix("photos/").delimiter("/"));
        assertThat(keys(inside)).containsExactly("photos/x");
        assertThat(inside.commonPrefixes())
                .extracting(CommonPrefix::prefix)
                .containsExactly("photos/2025/", "photos/2026/");
    }

    @Test
    void aDelimiterMayBeAnyText() {
        put("a--b--c", "a--d", "a-e");
        var answer = tarn.s3().listObjectsV2(request -> request.bucket(BUCKET).delimiter("--"));
        assertThat(answer.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("a--");
        assertThat(keys(answer)).containsExactly("a-e");
    }

    @Test
    void pagesFollowOneAnotherWithoutGapOrRepetition() {
        put("a", "b/1", "b/2", "c", "d/1", "e", "f/1", "f/2", "g");
        for (int size = 1; size <= 10; size++) {
            var seen = new ArrayList<String>();
            String token = null;
            do {
                var from = token;
                int count = size;
                var page = tarn.s3()
                        .listObjectsV2(request -> request.bucket(BUCKET)
                                .delimiter("/")
                                .maxKeys(count)
                                .continuationToken(from));
                assertThat(page.keyCount()).isBetween(1, size);
                seen.addAll(keys(page));
                page.commonPrefixes().forEach(prefix -> seen.add(prefix.prefix()));
                token = page.nextContinuationToken();
                assertThat(page.isTruncated()).isEqualTo(token != null);
            } while (token != null);
            assertThat(seen).as("pages of " + size).containsExactlyInAnyOrder("a", "b/", "c", "d/", "e", "f/", "g");
        }
    }

    @Test
    void theFirstVersionPagesByMarkers() {
        put("a", "b/1", "b/2", "c");
        var first = tarn.s3()
                .listObjects(request -> request.bucket(BUCKET).delimiter("/").maxKeys(2));
        assertThat(first.isTruncated()).isTrue();
        assertThat(first.nextMarker()).isEqualTo("b/");
        var second = tarn.s3()
                .listObjects(request -> request.bucket(BUCKET).delimiter("/").marker(first.nextMarker()));
        assertThat(second.contents()).extracting(S3Object::key).containsExactly("c");
        assertThat(second.commonPrefixes()).isEmpty();
        assertThat(second.contents().getFirst().owner().id()).hasSize(64);
        var plain = tarn.s3().listObjects(request -> request.bucket(BUCKET).maxKeys(2));
        assertThat(plain.nextMarker()).isNull();
    }

    @Test
    void aListingMayStartAfterAKey() {
        put("a", "b", "c");
        assertThat(keys(tarn.s3()
                        .listObjectsV2(request -> request.bucket(BUCKET).startAfter("a"))))
                .containsExactly("b", "c");
        assertThat(keys(tarn.s3()
                        .listObjectsV2(request -> request.bucket(BUCKET).startAfter("aa"))))
                .containsExactly("b", "c");
    }

    @Test
    void noMoreThanAThousandKeysMakeAPage() {
        IntStream.range(0, 1001).forEach(i -> tarn.put(String.format("%04d", i), ""));
        var page = tarn.s3().listObjectsV2(request -> request.bucket(BUCKET).maxKeys(5000));
        assertThat(page.contents()).hasSize(1000);
        assertThat(page.maxKeys()).isEqualTo(1000);
        assertThat(tarn.s3().listObjectsV2Paginator(request -> request.bucket(BUCKET)).contents().stream())
                .hasSize(1001);
    }

    @Test
    void anEmptyPageMayBeAskedFor() {
        put("a");
        var page = tarn.s3().listObjectsV2(request -> request.bucket(BUCKET).maxKeys(0));
        assertThat(page.isTruncated()).isFalse();
        assertThat(page.keyCount()).isZero();
    }

    @Test
    void whatIsAskedIsChecked() {
        refused(
                400,
                "InvalidArgument",
                () -> tarn.s3().listObjectsV2(request -> request.bucket(BUCKET).maxKeys(-1)));
        refused(
                400,
                "InvalidArgument",
                () -> tarn.s3().listObjectsV2(request -> request.bucket(BUCKET).continuationToken("made up")));
        refused(
                400,
                "InvalidArgument",
                () -> tarn.s3().listObjectsV2(request -> request.bucket(BUCKET).encodingType("base64")));
    }

    @Test
    void whatIsListedIsDescribed() {
        tarn.put("key", "hello");
        var object = tarn.s3()
                .listObjectsV2(
                        request -> request.bucket(BUCKET).fetchOwner(true).encodingType(EncodingType.URL))
                .contents()
                .getFirst();
        assertThat(object.size()).isEqualTo(5);
        assertThat(object.eTag()).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(object.lastModified()).isEqualTo(TestPlatform.START);
        assertThat(object.storageClassAsString()).isEqualTo("STANDARD");
        assertThat(object.owner()).isNotNull();
    }
}
