package tarn.wire.protocol;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import tarn.wire.codec.Shape;
import tarn.wire.codec.XmlCodec;
import tarn.wire.codec.XmlWriter;
import tarn.wire.http.Headers;
import tarn.wire.model.ServiceModel;

/** Where S3 does not follow its own protocol: errors without a wrapper, names encoded on demand, the location. */
final class S3Ways {

    /* What encoding-type=url encodes: "EncodingType" in the answers of the S3 API reference. */
    private static final Set<String> ENCODED =
            Set.of("Key", "Prefix", "Delimiter", "Marker", "NextMarker", "StartAfter", "KeyMarker", "NextKeyMarker");

    static Headers headers(String requestId) {
        return new Headers().set("x-amz-request-id", requestId).set("x-amz-id-2", hostId(requestId));
    }

    private static String hostId(String requestId) {
        return Base64.getEncoder().encodeToString(("tarn/" + requestId).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The codec that an answer asks for. A list that was asked for with {@code encoding-type=url} says so itself; its
     * keys are as they are until they are encoded here.
     */
    static XmlCodec codec(Call call, SdkPojo response, XmlCodec usual) {
        if (!Refusals.isS3(call.service())) {
            return usual;
        }
        var encoding = Shape.of(response.getClass()).members().stream()
                .filter(member -> "EncodingType".equals(member.memberName()))
                .findFirst();
        return encoding.map(member -> "url".equals(member.get(response))).orElse(false)
                ? usual.encoding(ENCODED, S3Ways::encoded)
                : usual;
    }

    private static String encoded(String key) {
        return key.chars().allMatch(S3Ways::isPlain)
                ? key
                : URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }

    private static boolean isPlain(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '-' && character <= '9')
                || character == '_';
    }

    static boolean isLocation(Call call) {
        return call.operation().name().equals("GetBucketLocation");
    }

    /** A bucket's region as an element of its own; us-east-1 is nothing. */
    static byte[] location(ServiceModel service, String region) {
        var out = new XmlWriter()
                .declaration()
                .start("LocationConstraint", service.namespace().orElse(null));
        return out.text(region.equals("us-east-1") ? "" : region)
                .end("LocationConstraint")
                .bytes();
    }

    /** An error with what the service says of it beyond code and message; if it says nothing, with what is missing. */
    static void fault(XmlWriter out, Fault fault, String elements, @Nullable Call call, String requestId) {
        out.start("Error").element("Code", fault.code()).element("Message", fault.message());
        RestXml.details(out, fault);
        if (!elements.isEmpty()) {
            out.written(elements);
        } else if (call != null) {
            names(out, fault, call);
        }
        out.element("RequestId", requestId).element("HostId", hostId(requestId)).end("Error");
    }

    /** The further elements of an error: S3 gives them, as XML, as the details' raw response. */
    static String elements(AwsServiceException exception) {
        var told = exception.awsErrorDetails();
        var raw = told == null ? null : told.rawResponse();
        return raw == null ? "" : raw.asUtf8String();
    }

    /** Headers that go with an error: S3 gives them as the headers of the details' HTTP response. */
    static Map<String, String> faultHeaders(AwsServiceException exception) {
        var told = exception.awsErrorDetails();
        var http = told == null ? null : told.sdkHttpResponse();
        var headers = new TreeMap<String, String>();
        if (http != null) {
            http.forEachHeader((name, values) -> headers.put(name, String.join(",", values)));
        }
        return headers;
    }

    /* What is missing is named: "NoSuchBucket" and "NoSuchKey" in the list of S3's error codes. */
    private static void names(XmlWriter out, Fault fault, Call call) {
        var name = fault.code().startsWith("NoSuchBucket") || fault.code().startsWith("Bucket")
                ? "Bucket"
                : fault.code().equals("NoSuchKey") ? "Key" : null;
        var value = name == null ? null : call.labels().get(name);
        if (name != null && value != null) {
            out.element(name.equals("Bucket") ? "BucketName" : name, value);
        }
    }

    private S3Ways() {}
}
