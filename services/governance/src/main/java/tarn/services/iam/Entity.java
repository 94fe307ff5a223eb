package tarn.services.iam;

import java.time.Instant;
import tarn.kernel.Caller;

/** What IAM calls an entity: something with a name, a path and a unique id. */
sealed interface Entity
        permits UserEntity,
                GroupEntity,
                RoleEntity,
                ProfileEntity,
                PolicyEntity,
                CertificateEntity,
                SamlEntity,
                OidcEntity {

    /** The name, unique without regard to case among entities of a kind in an account. */
    String name();

    /** The path, which begins and ends with a slash. */
    String path();

    /** The unique id, such as {@code AIDA…}. */
    String id();

    Instant created();

    /** What stands before path and name in the ARN's resource. */
    String kind();

    /** The ARN in the current caller's account. */
    default String arn() {
        return Caller.current().globalArn("iam", kind() + path() + name()).toString();
    }
}
