package tarn.wire.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * What an SDK class is made of: its members, how each travels, and where to begin building one. Made once for each
 * class; the shapes of members are made when they are first met, so that shapes may contain themselves.
 */
public final class Shape {

    private static final Map<Class<?>, Shape> KNOWN = new ConcurrentHashMap<>();

    private final Supplier<? extends SdkPojo> builder;
    private final Member[] members;
    private final Member[] body;
    private final Map<String, Member> bodyByName;
    private final Map<String, Member> bodyByAnswerName;
    private final @Nullable Member payload;

    private Shape(Supplier<? extends SdkPojo> builder) {
        this.builder = builder;
        this.members =
                builder.get().sdkFields().stream().<Member>map(Member::of).toArray(Member[]::new);
        var inBody = new ArrayList<Member>();
        this.bodyByName = new HashMap<>();
        this.bodyByAnswerName = new HashMap<>();
        Member whole = null;
        for (var member : members) {
            if (member.isPayload()) {
                whole = member;
            } else if (member.inBody()) {
                inBody.add(member);
                bodyByName.put(member.name(), member);
                bodyByAnswerName.put(member.answerName(), member);
            }
        }
        this.body = inBody.toArray(Member[]::new);
        this.payload = whole;
    }

    /** The shape of a class that the SDK generated: a request, a response, an exception, a structure. */
    public static Shape of(Class<? extends SdkPojo> type) {
        var known = KNOWN.get(type);
        if (known == null) {
            known = of(builderOf(type));
            KNOWN.putIfAbsent(type, known);
        }
        return known;
    }

    /** The shape of what a supplier begins to build. */
    static Shape of(Supplier<? extends SdkPojo> builder) {
        var type = builder.get().getClass();
        var known = KNOWN.get(type);
        return known != null ? known : KNOWN.computeIfAbsent(type, any -> new Shape(builder));
    }

    private static Supplier<SdkPojo> builderOf(Class<?> type) {
        try {
            var handle = MethodHandles.publicLookup()
                    .unreflect(type.getMethod("builder"))
                    .asType(MethodType.methodType(SdkPojo.class));
            return () -> begin(handle);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalArgumentException(type + " is not a class of the SDK", e);
        }
    }

    private static SdkPojo begin(MethodHandle builder) {
        try {
            return (SdkPojo) builder.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Something of this shape, to be filled in and then {@linkplain #build built}. */
    public SdkPojo builder() {
        return builder.get();
    }

    /** What was filled in. */
    public static SdkPojo build(SdkPojo builder) {
        return (SdkPojo) ((Buildable) builder).build();
    }

    /** All members, in the order the SDK has them. */
    public List<Member> members() {
        return List.of(members);
    }

    /** The members that travel in the body next to each other; none of them is the {@link #payload}. */
    Member[] body() {
        return body;
    }

    /** The member of the body that requests call so. */
    @Nullable
    Member member(String name) {
        return bodyByName.get(name);
    }

    /** The member of the body that answers call so; EC2 spells them differently. */
    @Nullable
    Member answered(String name) {
        return bodyByAnswerName.get(name);
    }

    /** The member that is the whole body; null if there is none. */
    public @Nullable Member payload() {
        return payload;
    }

    /** Whether anything travels in the body. */
    public boolean hasBody() {
        return payload != null || body.length > 0;
    }
}
