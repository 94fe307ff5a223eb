package tarn.services.iam;

/** An entity that policies are given to. */
sealed interface Holder<E extends Holder<E>> permits UserEntity, GroupEntity, RoleEntity {

    /** The policies it holds. */
    Grants grants();

    /** The same entity with other policies. */
    E with(Grants next);
}
