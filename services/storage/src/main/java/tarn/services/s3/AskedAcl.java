package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidArgument;
import static tarn.services.s3.SettingFaults.aclGivenTwice;
import static tarn.services.s3.SettingFaults.cannedAndGranted;
import static tarn.services.s3.SettingFaults.grantByMail;
import static tarn.services.s3.SettingFaults.malformedAcl;
import static tarn.services.s3.SettingFaults.noAclGiven;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Grantee;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.Type;

/**
 * The ACL that a request asks for: by name, by grants in headers, or spelled out in its body.
 *
 * @param canned the name; null if none
 * @param headers grantees as the headers of each permission list them
 */
record AskedAcl(@Nullable String canned, Map<Permission, String> headers) {

    private static final int GRANTS_MAX = 100;
    private static final Pattern GRANTEE = Pattern.compile("\\s*(id|uri|emailAddress)\\s*=\\s*\"?([^\",]*)\"?\\s*");
    private static final Pattern CANONICAL_ID = Pattern.compile("[0-9a-f]{64}");

    static AskedAcl of(
            @Nullable String canned,
            @Nullable String full,
            @Nullable String read,
            @Nullable String write,
            @Nullable String readAcp,
            @Nullable String writeAcp) {
        var headers = new EnumMap<Permission, String>(Permission.class);
        put(headers, Permission.FULL_CONTROL, full);
        put(headers, Permission.READ, read);
        put(headers, Permission.WRITE, write);
        put(headers, Permission.READ_ACP, readAcp);
        put(headers, Permission.WRITE_ACP, writeAcp);
        if (canned != null && !headers.isEmpty()) {
            throw cannedAndGranted();
        }
        return new AskedAcl(canned, headers);
    }

    private static void put(Map<Permission, String> headers, Permission permission, @Nullable String grantees) {
        if (grantees != null) {
            headers.put(permission, grantees);
        }
    }

    /** Whether the request asks for no ACL. */
    boolean isNone() {
        return canned == null && headers.isEmpty();
    }

    /** What is asked in headers; empty if nothing is. */
    Optional<AccessList> list(String owner, String bucketOwner) {
        if (canned != null) {
            return Optional.of(CannedAcl.of(canned).list(owner, bucketOwner));
        }
        if (headers.isEmpty()) {
            return Optional.empty();
        }
        var grants = new ArrayList<Grant>();
        headers.forEach((permission, grantees) -> {
            for (var grantee : grantees.split(",", -1)) {
                grants.add(Grant.builder()
                        .grantee(grantee(permission, grantee))
                        .permission(permission)
                        .build());
            }
        });
        return Optional.of(new AccessList(owner, List.copyOf(grants)));
    }

    /** What is asked in headers or body, of which there must be one. */
    AccessList list(String owner, String bucketOwner, @Nullable AccessControlPolicy body) {
        var asked = list(owner, bucketOwner);
        if (body == null) {
            return asked.orElseThrow(() -> noAclGiven());
        }
        if (asked.isPresent()) {
            throw aclGivenTwice();
        }
        if (body.owner() == null || body.owner().id() == null || body.grants().size() > GRANTS_MAX) {
            throw malformedAcl();
        }
        if (!body.owner().id().equals(owner)) {
            throw S3Faults.accessDenied();
        }
        return new AccessList(
                owner, body.grants().stream().map(AskedAcl::checked).toList());
    }

    private static Grant checked(Grant grant) {
        var permission = grant.permission();
        var grantee = grant.grantee();
        if (permission == null
                || permission == Permission.UNKNOWN_TO_SDK_VERSION
                || grantee == null
                || grantee.type() == null) {
            throw malformedAcl();
        }
        return switch (grantee.type()) {
            case CANONICAL_USER -> AccessList.toUser(user("CanonicalUser/ID", grantee.id()), permission);
            case GROUP -> AccessList.toGroup(group("Group/URI", grantee.uri()), permission);
            case AMAZON_CUSTOMER_BY_EMAIL -> throw grantByMail();
            case UNKNOWN_TO_SDK_VERSION -> throw malformedAcl();
        };
    }

    private static Grantee grantee(Permission permission, String text) {
        var header =
                "x-amz-grant-" + permission.toString().toLowerCase(Locale.ROOT).replace('_', '-');
        var match = GRANTEE.matcher(text);
        if (!match.matches()) {
            throw invalidArgument("Argument format not recognized", header, text);
        }
        var value = match.group(2);
        return switch (match.group(1).charAt(0)) {
            case 'i' ->
                Grantee.builder()
                        .type(Type.CANONICAL_USER)
                        .id(user(header, value))
                        .build();
            case 'u' ->
                Grantee.builder().type(Type.GROUP).uri(group(header, value)).build();
            default -> throw grantByMail();
        };
    }

    private static String user(String argument, @Nullable String id) {
        if (id == null || !CANONICAL_ID.matcher(id).matches()) {
            throw invalidArgument("Invalid id", argument, id == null ? "" : id);
        }
        return id;
    }

    private static String group(String argument, @Nullable String uri) {
        if (uri == null || !AccessList.isGroup(uri)) {
            throw invalidArgument("Invalid group uri", argument, uri == null ? "" : uri);
        }
        return uri;
    }
}
