package tarn.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;
import tarn.kernel.Caller;
import tarn.services.Governance;

class UsersTest {

    @RegisterExtension
    final Governance governance = new Governance();

    private IamClient iam() {
        return governance.iam();
    }

    @Test
    void aUserHasAnIdAPathAndAnArnOfTheAccount() {
        var user = iam().createUser(u -> u.userName("ann").path("/lake/")).user();

        assertThat(user.userId()).matches("AIDA[A-Z2-7]{17}");
        assertThat(user.arn()).isEqualTo("arn:aws:iam::123456789012:user/lake/ann");
        assertThat(iam().getUser(u -> u.userName("ann")).user()).isEqualTo(user);
    }

    @Test
    void aNameIsUniqueWithoutRegardToCase() {
        iam().createUser(u -> u.userName("ann"));

        refused(
                409,
                "EntityAlreadyExists",
                "User with name ANN already exists.",
                () -> iam().createUser(u -> u.userName("ANN")));
    }

    @Test
    void whoIsNotThereIsNotFound() {
        refused(
                404,
                "NoSuchEntity",
                "The user with name nobody cannot be found.",
                () -> iam().getUser(u -> u.userName("nobody")));
        refused(
                404,
                "NoSuchEntity",
                "The user with name nobody cannot be found.",
                () -> iam().deleteUser(u -> u.userName("nobody")));
    }

    @Test
    void accountsDoNotSeeEachOthersUsers() {
        iam().createUser(u -> u.userName("ann"));
        var other = Caller.root("999999999999", "us-east-1", "r");

        assertThat(other.call(() -> iam().listUsers().users())).isEmpty();
    }

    @Test
    void listsComeInPagesThatAPaginatorFollowsToTheEnd() {
        var names = IntStream.range(0, 25).mapToObj("user-%02d"::formatted).toList();
        names.forEach(name -> iam().createUser(u -> u.userName(name)));

        var pages = iam().listUsersPaginator(page -> page.maxItems(10));

        assertThat(pages.stream().map(page -> page.users().size())).containsExactly(10, 10, 5);
        assertThat(pages.users().stream().map(User::userName)).isEqualTo(names);
        refused(400, "ValidationError", "Invalid Marker.", () -> iam().listUsers(page -> page.marker("made up")));
    }

    @Test
    void aListMayBeLimitedToAPath() {
        iam().createUser(u -> u.userName("ann").path("/lake/"));
        iam().createUser(u -> u.userName("bob"));

        assertThat(iam().listUsers(list -> list.pathPrefix("/lake")).users())
                .extracting(User::userName)
                .containsExactly("ann");
    }

    @Test
    void tagsAreAddedReplacedAndRemoved() {
        iam().createUser(u -> u.userName("ann").tags(tag("Team", "a"), tag("Cost", "1")));

        iam().tagUser(t -> t.userName("ann").tags(tag("team", "b")));
        iam().untagUser(t -> t.userName("ann").tagKeys("COST"));

        assertThat(iam().listUserTags(t -> t.userName("ann")).tags()).containsExactly(tag("team", "b"));
        assertThat(iam().getUser(u -> u.userName("ann")).user().tags()).containsExactly(tag("team", "b"));
    }

    @Test
    void aRenamedUserKeepsItsIdAndItsKeys() {
        var id = iam().createUser(u -> u.userName("ann")).user().userId();
        var key = iam().createAccessKey(k -> k.userName("ann")).accessKey();

        iam().updateUser(u -> u.userName("ann").newUserName("anna").newPath("/x/"));

        assertThat(iam().getUser(u -> u.userName("anna")).user().userId()).isEqualTo(id);
        assertThat(governance.key(key.accessKeyId()).principal()).isEqualTo("arn:aws:iam::123456789012:user/x/anna");
        refused(
                404,
                "NoSuchEntity",
                "The user with name ann cannot be found.",
                () -> iam().getUser(u -> u.userName("ann")));
    }

    @Test
    void keysSignAtOnceAndThereAreAtMostTwo() {
        var user = iam().createUser(u -> u.userName("ann")).user();

        var key = iam().createAccessKey(k -> k.userName("ann")).accessKey();
        iam().createAccessKey(k -> k.userName("ann"));

        assertThat(key.accessKeyId()).matches("AKIA[A-Z2-7]{16}");
        assertThat(key.secretAccessKey()).hasSize(40);
        var kept = governance.key(key.accessKeyId());
        assertThat(kept.secret()).isEqualTo(key.secretAccessKey());
        assertThat(kept.principal()).isEqualTo(user.arn());
        assertThat(kept.userId()).isEqualTo(user.userId());
        refused(
                409,
                "LimitExceeded",
                "Cannot exceed quota for AccessKeysPerUser: 2",
                () -> iam().createAccessKey(k -> k.userName("ann")));
    }

    @Test
    void anInactiveKeyIsKeptAndADeletedOneIsGone() {
        iam().createUser(u -> u.userName("ann"));
        var id = iam().createAccessKey(k -> k.userName("ann")).accessKey().accessKeyId();

        iam().updateAccessKey(k -> k.userName("ann").accessKeyId(id).status(StatusType.INACTIVE));
        assertThat(governance.key(id).active()).isFalse();
        assertThat(iam().listAccessKeys(k -> k.userName("ann")).accessKeyMetadata())
                .singleElement()
                .satisfies(key -> assertThat(key.status()).isEqualTo(StatusType.INACTIVE));

        iam().deleteAccessKey(k -> k.userName("ann").accessKeyId(id));
        assertThat(governance.platform().accessKeys().find(id)).isEmpty();
        refused(
                404,
                "NoSuchEntity",
                "The Access Key with id " + id + " cannot be found.",
                () -> iam().deleteAccessKey(k -> k.userName("ann").accessKeyId(id)));
    }

    @Test
    void withoutANameTheCallerIsMeant() {
        iam().createUser(u -> u.userName("ann"));
        var key = iam().createAccessKey(k -> k.userName("ann")).accessKey().accessKeyId();
        var ann = governance.holder(key);

        assertThat(ann.call(() -> iam().getUser(GetUserRequest.builder().build()))
                        .user()
                        .userName())
                .isEqualTo("ann");
        assertThat(iam().getUser().user().arn()).isEqualTo("arn:aws:iam::123456789012:root");
        refused(
                400,
                "ValidationError",
                "Must specify userName when calling with non-User credentials",
                () -> iam().createAccessKey(CreateAccessKeyRequest.builder().build()));
    }

    @Test
    void aUserInUseIsNotDeleted() {
        iam().createUser(u -> u.userName("ann"));
        iam().createGroup(g -> g.groupName("team"));
        iam().addUserToGroup(g -> g.userName("ann").groupName("team"));
        var key = iam().createAccessKey(k -> k.userName("ann")).accessKey().accessKeyId();
        iam().createLoginProfile(l -> l.userName("ann").password("Correct-Horse-1"));

        stillInUse("remove users from group");
        iam().removeUserFromGroup(g -> g.userName("ann").groupName("team"));
        stillInUse("delete access keys");
        iam().deleteAccessKey(k -> k.userName("ann").accessKeyId(key));
        stillInUse("delete login profile");
        iam().deleteLoginProfile(l -> l.userName("ann"));
        iam().deleteUser(u -> u.userName("ann"));

        assertThat(iam().listUsers().users()).isEmpty();
    }

    private void stillInUse(String first) {
        refused(
                409,
                "DeleteConflict",
                "Cannot delete entity, must " + first + " first.",
                () -> iam().deleteUser(u -> u.userName("ann")));
    }

    @Test
    void aWeakPasswordIsRefused() {
        iam().createUser(u -> u.userName("ann"));

        refused(
                400,
                "PasswordPolicyViolation",
                "Password should have a minimum length of 8",
                () -> iam().createLoginProfile(l -> l.userName("ann").password("short")));
        refused(
                404,
                "NoSuchEntity",
                "Login Profile for User ann cannot be found.",
                () -> iam().getLoginProfile(l -> l.userName("ann")));
    }

    @Test
    void aGroupWithMembersStaysAndARenamedOneKeepsThem() {
        iam().createGroup(g -> g.groupName("team"));
        List.of("ann", "bob").forEach(name -> {
            iam().createUser(u -> u.userName(name));
            iam().addUserToGroup(g -> g.userName(name).groupName("team"));
        });

        refused(
                409,
                "DeleteConflict",
                "Cannot delete entity, must remove users from group first.",
                () -> iam().deleteGroup(g -> g.groupName("team")));
        iam().updateGroup(g -> g.groupName("team").newGroupName("crew"));

        assertThat(iam().getGroup(g -> g.groupName("crew")).users())
                .extracting(User::userName)
                .containsExactly("ann", "bob");
        assertThat(iam().listGroupsForUser(g -> g.userName("ann")).groups())
                .singleElement()
                .satisfies(group -> assertThat(group.groupName()).isEqualTo("crew"));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
