package tarn.kernel;

import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Model objects of the SDK that say the same under different classes, as answers do that describe one resource. */
public final class Shapes {

    /**
     * Sets every member of a builder that the other object has under the same name; both must mean the same by it.
     *
     * @return the builder
     */
    public static <B extends SdkPojo> B copy(SdkPojo from, B to) {
        Map<String, SdkField<?>> given = new HashMap<>();
        for (var field : from.sdkFields()) {
            given.put(field.memberName(), field);
        }
        for (var field : to.sdkFields()) {
            var source = given.get(field.memberName());
            var value = source == null ? null : source.getValueOrDefault(from);
            if (value != null) {
                field.set(to, value);
            }
        }
        return to;
    }

    private Shapes() {}
}
