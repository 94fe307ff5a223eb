package tarn.services.s3;

import java.util.List;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Grantee;
import software.amazon.awssdk.services.s3.model.Owner;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.Type;

/**
 * The ACL of a bucket or an object.
 *
 * @param owner the canonical id of its owner
 * @param grants who may do what
 */
record AccessList(String owner, List<Grant> grants) {

    /** The group of everybody, signed or not. */
    static final String EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers";

    /** The group of everybody who signs, of whatever account. */
    static final String EVERYBODY_SIGNED = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

    /** The group as which S3 writes access logs. */
    static final String LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery";

    private static final List<String> GROUPS = List.of(EVERYBODY, EVERYBODY_SIGNED, LOG_DELIVERY);

    /** The ACL of what belongs to an account and to nobody else. */
    static AccessList ofAccount(String account) {
        var owner = Owners.id(account);
        return CannedAcl.PRIVATE.list(owner, owner);
    }

    static Grant toUser(String canonicalId, Permission permission) {
        return Grant.builder()
                .grantee(Grantee.builder()
                        .type(Type.CANONICAL_USER)
                        .id(canonicalId)
                        .build())
                .permission(permission)
                .build();
    }

    static Grant toGroup(String uri, Permission permission) {
        return Grant.builder()
                .grantee(Grantee.builder().type(Type.GROUP).uri(uri).build())
                .permission(permission)
                .build();
    }

    static boolean isGroup(String uri) {
        return GROUPS.contains(uri);
    }

    Owner shownOwner() {
        return Owner.builder().id(owner).build();
    }

    /** Whether everybody, or everybody who signs, may do anything. */
    boolean isPublic() {
        return grants.stream().anyMatch(AccessList::isPublic);
    }

    static boolean isPublic(Grant grant) {
        var uri = grant.grantee().uri();
        return EVERYBODY.equals(uri) || EVERYBODY_SIGNED.equals(uri);
    }

    /** Whether somebody beside the owner may do anything. */
    boolean admitsOthers() {
        return grants.stream().anyMatch(grant -> !owner.equals(grant.grantee().id()));
    }
}
