package tarn.wire.codec;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.JsonValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;
import software.amazon.awssdk.core.traits.XmlAttributesTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** A member of a shape, or the element of a list, or the value of a map: its type and how it travels. */
public final class Member {

    private final SdkField<?> field;
    private final MarshallingKnownType type;
    private final boolean payload;
    private final boolean attribute;
    private final @Nullable Element element;
    private final TimestampFormatTrait.@Nullable Format timestamp;
    private volatile @Nullable Shape shape;

    /** What a list or a map is made of. */
    private record Element(Member member, String keyName, String name, boolean flat) {}

    private Member(SdkField<?> field) {
        this.field = field;
        this.type = Objects.requireNonNull(field.marshallingType().getKnownType(), "a type of the SDK's");
        this.payload = field.containsTrait(PayloadTrait.class);
        this.attribute = field.containsTrait(XmlAttributeTrait.class);
        this.element = element(field);
        var format = field.getTrait(TimestampFormatTrait.class);
        this.timestamp = format == null ? null : format.format();
    }

    static Member of(SdkField<?> field) {
        return new Member(field);
    }

    private static @Nullable Element element(SdkField<?> field) {
        var list = field.getTrait(ListTrait.class);
        if (list != null) {
            var name = list.memberLocationName() == null ? "member" : list.memberLocationName();
            return new Element(of(list.memberFieldInfo()), "", name, list.isFlattened());
        }
        var map = field.getTrait(MapTrait.class);
        return map == null
                ? null
                : new Element(
                        of(map.valueFieldInfo()), map.keyLocationName(), map.valueLocationName(), map.isFlattened());
    }

    /** AWS's name, such as {@code MD5OfBody}; null for elements. */
    public @Nullable String memberName() {
        return field.memberName();
    }

    /** What it is called in requests. */
    public String name() {
        return field.locationName();
    }

    /** What it is called in answers. */
    public String answerName() {
        return field.unmarshallLocationName();
    }

    /** Its type as the SDK names types. */
    public MarshallingKnownType type() {
        return type;
    }

    /** Where it travels. */
    public MarshallLocation location() {
        return field.location();
    }

    /** Whether it is the whole body. */
    public boolean isPayload() {
        return payload;
    }

    boolean inBody() {
        return field.location() == MarshallLocation.PAYLOAD && !payload;
    }

    /** Whether it is an attribute of its structure's XML element rather than an element. */
    boolean isAttribute() {
        return attribute;
    }

    @Nullable
    XmlAttributesTrait attributes() {
        return field.getTrait(XmlAttributesTrait.class);
    }

    /** Whether it is JSON within a string, base64-encoded in headers. */
    public boolean isJsonValue() {
        return field.containsTrait(JsonValueTrait.class);
    }

    /** The form of its timestamp; that of its place unless its model says otherwise. */
    TimestampFormatTrait.Format timestamp(TimestampFormatTrait.Format usual) {
        return timestamp == null ? usual : timestamp;
    }

    /** The elements of the list, or the values of the map, that it is. */
    public Member element() {
        return made().member;
    }

    /** What the elements of the list, or the values of the map, are called. */
    String elementName() {
        return made().name;
    }

    /** What the keys of the map are called. */
    String keyName() {
        return made().keyName;
    }

    /** Whether the elements of the list or map stand among the members, without an element around them. */
    boolean isFlat() {
        return made().flat;
    }

    private Element made() {
        return Objects.requireNonNull(element, "a list or a map");
    }

    /** The shape of the structure that it is. */
    public Shape shape() {
        var known = shape;
        if (known == null) {
            known = Shape.of(field.constructor());
            shape = known;
        }
        return known;
    }

    /** Its value; null if it is not set. Empty lists are set, those the SDK made up are not. */
    public @Nullable Object get(SdkPojo of) {
        var value = field.getValueOrDefault(of);
        return value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap ? null : value;
    }

    /** Sets it on a builder. */
    public void set(SdkPojo builder, Object value) {
        field.set(builder, value);
    }

    static Collection<?> list(Object value) {
        return (Collection<?>) value;
    }

    static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }

    @Override
    public String toString() {
        return field.memberName() + " " + type;
    }
}
