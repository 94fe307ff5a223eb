package tarn.access;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Arn;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** All access points: by account, region and name, and by what stands for a bucket in a request. */
public final class AccessPoints {

    static final Format<AccessPoint> FORMAT = Formats.record(AccessPoint.class);

    private static final String ALIAS_END = "-s3alias";

    /** What SDKs make of an ARN where they are given an endpoint: a host that begins with name and account. */
    private static final Pattern IN_HOST =
            Pattern.compile("(?<name>[a-z0-9][a-z0-9-]{1,48}[a-z0-9])-(?<account>\\d{12})");

    private final Platform platform;
    private final Store<AccessPoint> points;
    private final Store<String> aliases;

    /** Those of a platform; opening them twice gives the same. */
    public AccessPoints(Platform platform) {
        this.platform = platform;
        this.points = platform.store("s3control/access-points", Scope.GLOBAL, FORMAT);
        this.aliases = platform.store("s3control/access-point-aliases", Scope.GLOBAL, Formats.text());
    }

    private static Key key(String account, String region, String name) {
        return Key.of(account, region, name);
    }

    /** Keeps a new access point; says whether its name was free. */
    public boolean create(AccessPoint point) {
        var key = key(point.account(), point.region(), point.name());
        return platform.batch()
                .insert(points, key, point)
                .put(aliases, Key.of(point.alias()), point.account() + "/" + point.region() + "/" + point.name())
                .commit();
    }

    /** The access point of that name. */
    public Optional<AccessPoint> find(String account, String region, String name) {
        return points.get(key(account, region, name));
    }

    /** Changes an access point. */
    public void replace(AccessPoint point) {
        points.update(
                key(point.account(), point.region(), point.name()), present -> present.isPresent() ? point : null);
    }

    /** Removes an access point. */
    public void delete(AccessPoint point) {
        platform.batch()
                .delete(points, key(point.account(), point.region(), point.name()))
                .delete(aliases, Key.of(point.alias()))
                .commit();
    }

    /** An account's access points in a region by name, those after a name if it is given. */
    public List<AccessPoint> list(String account, String region, @Nullable String after, int limit) {
        var range = Range.under(Key.of(account, region));
        return points.list(after == null ? range : range.after(key(account, region, after)), limit).stream()
                .map(Entry::value)
                .toList();
    }

    /** The access point that a name means which stands for a bucket: an alias, an ARN, or {@code name-account}. */
    public Optional<AccessPoint> named(String bucket, String region) {
        if (bucket.endsWith(ALIAS_END)) {
            return aliases.get(Key.of(bucket)).flatMap(where -> {
                var parts = where.split("/", 3);
                return find(parts[0], parts[1], parts[2]);
            });
        }
        if (bucket.startsWith("arn:")) {
            return Arn.parse(bucket)
                    .filter(arn -> arn.service().equals("s3") && isPoint(arn.resource()))
                    .flatMap(arn ->
                            find(arn.account(), arn.region(), arn.resource().substring("accesspoint".length() + 1)));
        }
        var match = IN_HOST.matcher(bucket);
        return match.matches() ? find(match.group("account"), region, match.group("name")) : Optional.empty();
    }

    private static boolean isPoint(String resource) {
        return resource.startsWith("accesspoint/") || resource.startsWith("accesspoint:");
    }
}
