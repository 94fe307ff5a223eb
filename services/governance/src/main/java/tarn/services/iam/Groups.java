package tarn.services.iam;

import static tarn.services.iam.IamFaults.inUse;
import static tarn.services.iam.IamFaults.notAMember;
import static tarn.services.iam.IamFaults.quotaExceeded;

import java.util.Locale;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupResponse;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsResponse;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupRequest;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupResponse;
import software.amazon.awssdk.services.iam.model.UpdateGroupRequest;
import software.amazon.awssdk.services.iam.model.UpdateGroupResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Entry;

/**
 * Groups and who is a member.
 *
 * <p>A user knows its groups. Whatever changes a membership touches the group's record too, so that a group cannot go
 * while a user comes in.
 */
final class Groups implements IamClient, Part {

    private static final int GROUPS_PER_USER_MAX = 10;

    private final Platform platform;
    private final Entities<GroupEntity> groups;
    private final Entities<UserEntity> users;
    private final Pages pages;

    Groups(Platform platform, Entities<GroupEntity> groups, Entities<UserEntity> users, Pages pages) {
        this.platform = platform;
        this.groups = groups;
        this.users = users;
        this.pages = pages;
    }

    @Override
    public CreateGroupResponse createGroup(CreateGroupRequest request) {
        var group = groups.create(new GroupEntity(
                request.groupName(),
                request.path() == null ? "/" : request.path(),
                Identifiers.GROUP.next(platform.ids()),
                platform.clock().instant(),
                Grants.NONE));
        return CreateGroupResponse.builder().group(Answers.of(group)).build();
    }

    @Override
    public GetGroupResponse getGroup(GetGroupRequest request) {
        var group = groups.get(request.groupName());
        var page = pages.page(
                "GetGroup",
                request.marker(),
                request.maxItems(),
                members(group.name()).map(Entry::value),
                user -> user.name().toLowerCase(Locale.ROOT));
        return GetGroupResponse.builder()
                .group(Answers.of(group))
                .users(page.items().stream().map(Answers::brief).toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public ListGroupsResponse listGroups(ListGroupsRequest request) {
        var prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
        var page = pages.page(
                "ListGroups",
                request.marker(),
                request.maxItems(),
                groups.all().filter(group -> group.path().startsWith(prefix)),
                group -> group.name().toLowerCase(Locale.ROOT));
        return ListGroupsResponse.builder()
                .groups(page.items().stream().map(Answers::of).toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public UpdateGroupResponse updateGroup(UpdateGroupRequest request) {
        Entities.keep(platform, batch -> {
            var seen = groups.entry(request.groupName());
            var group = seen.value();
            var next = group.moved(
                    request.newGroupName() == null ? group.name() : request.newGroupName(),
                    request.newPath() == null ? group.path() : request.newPath());
            groups.move(batch, seen, next);
            if (!next.name().equals(group.name())) {
                members(group.name())
                        .forEach(member -> batch.replace(
                                users.store(), member, member.value().groups(names -> {
                                    names.replaceAll(name -> name.equals(group.name()) ? next.name() : name);
                                    return names;
                                })));
            }
        });
        return UpdateGroupResponse.builder().build();
    }

    @Override
    public DeleteGroupResponse deleteGroup(DeleteGroupRequest request) {
        Entities.keep(platform, batch -> {
            var seen = groups.entry(request.groupName());
            var grants = seen.value().grants();
            if (members(seen.value().name()).findAny().isPresent()) {
                throw inUse("remove users from group");
            }
            if (!grants.attached().isEmpty()) {
                throw inUse("detach all policies");
            }
            if (!grants.inline().isEmpty()) {
                throw inUse("delete policies");
            }
            batch.delete(groups.store(), seen);
        });
        return DeleteGroupResponse.builder().build();
    }

    @Override
    public AddUserToGroupResponse addUserToGroup(AddUserToGroupRequest request) {
        Entities.keep(platform, batch -> {
            var group = groups.entry(request.groupName());
            var user = users.entry(request.userName());
            var name = group.value().name();
            if (user.value().groups().contains(name)) {
                return;
            }
            if (user.value().groups().size() == GROUPS_PER_USER_MAX) {
                throw quotaExceeded("GroupsPerUser", GROUPS_PER_USER_MAX);
            }
            groups.touch(batch, group);
            batch.replace(users.store(), user, user.value().groups(names -> {
                names.add(name);
                return names;
            }));
        });
        return AddUserToGroupResponse.builder().build();
    }

    @Override
    public RemoveUserFromGroupResponse removeUserFromGroup(RemoveUserFromGroupRequest request) {
        var group = groups.get(request.groupName());
        users.change(
                request.userName(),
                user -> user.groups(names -> {
                    if (!names.remove(group.name())) {
                        throw notAMember(user.name(), group.name());
                    }
                    return names;
                }));
        return RemoveUserFromGroupResponse.builder().build();
    }

    @Override
    public ListGroupsForUserResponse listGroupsForUser(ListGroupsForUserRequest request) {
        var names = users.get(request.userName()).groups().stream().sorted(String.CASE_INSENSITIVE_ORDER);
        var page = pages.page(
                "ListGroupsForUser",
                request.marker(),
                request.maxItems(),
                names.flatMap(name -> groups.find(name).stream()),
                group -> group.name().toLowerCase(Locale.ROOT));
        return ListGroupsForUserResponse.builder()
                .groups(page.items().stream().map(Answers::of).toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private Stream<Entry<UserEntity>> members(String group) {
        return users.entries().filter(entry -> entry.value().groups().contains(group));
    }
}
