package tarn.policy;

import java.util.List;

/**
 * The policies of an organisation that bound a request, level by level from the root to the account: each level must allow,
 * none may deny.
 *
 * @param control service control policies, over the account of who asks
 * @param resource resource control policies, over the account that owns the resource
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html">SCP
 *     evaluation</a>
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html">Resource control
 *     policies</a>
 */
public record Organization(List<List<NamedPolicy>> control, List<List<NamedPolicy>> resource) {

    /** No organisation. */
    public static final Organization NONE = new Organization(List.of(), List.of());

    /**
     * What an organisation offers whoever decides, beside the parts of its service. Nothing here keeps organisations yet, so
     * that nobody offers it.
     */
    public interface Charter {

        /**
         * The service control policies over an account, level by level; none for the organisation's management account and
         * for accounts of no organisation.
         */
        List<List<NamedPolicy>> control(String account);

        /** The resource control policies over an account, likewise. */
        List<List<NamedPolicy>> resource(String account);

        /** Those that bound what somebody of an account does with what another owns. */
        default Organization between(String asker, String owner) {
            return new Organization(
                    asker.isEmpty() ? List.of() : control(asker), owner.isEmpty() ? List.of() : resource(owner));
        }
    }
}
