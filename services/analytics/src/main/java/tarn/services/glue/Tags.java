package tarn.services.glue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetTagsRequest;
import software.amazon.awssdk.services.glue.model.GetTagsResponse;
import software.amazon.awssdk.services.glue.model.SchemaId;
import software.amazon.awssdk.services.glue.model.TagResourceRequest;
import software.amazon.awssdk.services.glue.model.TagResourceResponse;
import software.amazon.awssdk.services.glue.model.UntagResourceRequest;
import software.amazon.awssdk.services.glue.model.UntagResourceResponse;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** The tags of databases, crawlers, registries and schemas, by ARN. */
final class Tags implements GlueClient, Part {

    private static final int TAGS_MAX = 50;

    private final Store<Kept> tags;
    private final Catalog catalog;
    private final CrawlerBook crawlers;
    private final RegistryBook registries;

    /** The tags of one resource. */
    record Kept(Map<String, String> tags) {}

    Tags(Platform platform, Catalog catalog, CrawlerBook crawlers, RegistryBook registries) {
        this.registries = registries;
        this.tags = platform.store("glue/tags", Scope.REGION, Formats.record(Kept.class));
        this.catalog = catalog;
        this.crawlers = crawlers;
    }

    /** The ARN of a resource of Glue, such as {@code crawler/name}. */
    static String arn(String resource) {
        return Caller.current().arn("glue", resource).toString();
    }

    /** Sets the tags a resource is made with. */
    void put(String arn, Map<String, String> made) {
        tags.put(Key.of(arn), new Kept(made));
    }

    /** Forgets the tags of a resource that is gone. */
    void forget(String arn) {
        tags.delete(Key.of(arn));
    }

    /** The tags of a resource of the current caller's account and region. */
    Map<String, String> of(String arn) {
        return tags.get(Key.of(arn)).map(Kept::tags).orElse(Map.of());
    }

    /** Whether a resource has all of these tags. */
    boolean carries(String arn, Map<String, String> wanted) {
        return wanted.isEmpty() || of(arn).entrySet().containsAll(wanted.entrySet());
    }

    @Override
    public GetTagsResponse getTags(GetTagsRequest request) {
        existing(request.resourceArn());
        var found = tags.get(Key.of(request.resourceArn())).map(Kept::tags).orElse(Map.of());
        return GetTagsResponse.builder().tags(found).build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        existing(request.resourceArn());
        tags.update(Key.of(request.resourceArn()), old -> {
            var next = new HashMap<>(old.map(Kept::tags).orElse(Map.of()));
            next.putAll(request.tagsToAdd());
            if (next.size() > TAGS_MAX) {
                throw GlueFaults.limitExceeded("tags per resource");
            }
            return new Kept(next);
        });
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        existing(request.resourceArn());
        tags.update(Key.of(request.resourceArn()), old -> {
            var next = new HashMap<>(old.map(Kept::tags).orElse(Map.of()));
            request.tagsToRemove().forEach(next::remove);
            return new Kept(next);
        });
        return UntagResourceResponse.builder().build();
    }

    private void existing(String text) {
        var resource = Arn.parse(text)
                .filter(arn -> arn.service().equals("glue"))
                .map(Arn::resource)
                .orElseThrow(() -> GlueFaults.invalid("Not the ARN of a Glue resource: " + text));
        var name = Optional.of(resource.substring(resource.indexOf('/') + 1));
        if (resource.startsWith("database/")) {
            catalog.database(name.get());
        } else if (resource.startsWith("crawler/")) {
            crawlers.crawler(name.get());
        } else if (resource.startsWith("registry/")) {
            registries.registry(name.get());
        } else if (resource.startsWith("schema/")) {
            registries.schema(SchemaId.builder().schemaArn(text).build());
        } else {
            throw GlueFaults.notFound("Resource not found: " + text);
        }
    }
}
