"""Before a document runs: may whoever asks read each field that it names? One walk, each fragment once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema import Schema

from domain.access.principal import Principal
from schema.documents import known_document
from schema.policy import Policy

Policies = dict[tuple[str, str], Policy]


def policies_of(schema: Schema) -> Policies:
    """The policy of each field, by type and name in GraphQL."""
    found: Policies = {}
    for type_name, concrete in schema.schema_converter.type_map.items():
        for field in getattr(concrete.definition, "fields", []):
            if policy := field.metadata.get("policy"):
                found[type_name, schema.config.name_converter.get_graphql_name(field)] = policy
    return found


class PermissionCheck(SchemaExtension):
    """Refuses a document that names a field which the principal may not read, before anything of it runs."""

    policies: Policies | None = None

    def on_execute(self) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (a generator is allowed)
        """Look at the whole document once."""
        context = self.execution_context
        document = context.graphql_document
        if document is not None:
            schema: Any = context.schema
            if PermissionCheck.policies is None:
                PermissionCheck.policies = policies_of(schema)
            who: Principal | None = context.context.principal
            policies = PermissionCheck.policies
            denied = known_document(self).fact(
                ("denied", None if who is None else who.roles),  # all that a policy looks at
                lambda: denied_fields(document, schema._schema, policies, who),  # noqa: SLF001  (strawberry's way to graphql-core's schema)
            )
            if denied:
                raise not_permitted(denied, who)  # a result set here would be passed over by subscriptions
        yield


def not_permitted(denied: list[str], who: Principal | None) -> GraphQLError:
    """The error: sign in first, or ask somebody whose role reaches so far."""
    fields = ", ".join(denied[:5])
    if who is None:
        return GraphQLError(f"sign in to read {fields}", extensions={"code": "UNAUTHENTICATED", "fields": denied})
    return GraphQLError(f"your role may not read {fields}", extensions={"code": "NOT_PERMITTED", "fields": denied})


def denied_fields(
    document: DocumentNode, schema: GraphQLSchema, policies: Policies, who: Principal | None
) -> list[str]:
    """Fields of a document that somebody may not read, as `Type.field`, each once."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    seen: set[tuple[str, str]] = set()
    walked: set[str] = set()

    def walk(selections: SelectionSetNode | None, parent: GraphQLNamedType | None) -> None:
        for selection in selections.selections if selections and parent else ():
            if isinstance(selection, FieldNode):
                field = getattr(parent, "fields", {}).get(selection.name.value)
                if field is not None:
                    seen.add((parent.name, selection.name.value))  # type: ignore[union-attr]  # checked by the loop
                    walk(selection.selection_set, get_named_type(field.type))
            elif isinstance(selection, InlineFragmentNode):
                named = selection.type_condition
                walk(selection.selection_set, schema.get_type(named.name.value) if named else parent)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in walked:
                walked.add(selection.name.value)
                fragment = fragments[selection.name.value]
                walk(fragment.selection_set, schema.get_type(fragment.type_condition.name.value))

    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            walk(definition.selection_set, schema.get_root_type(definition.operation))
    return [f"{one[0]}.{one[1]}" for one in sorted(seen) if not policies.get(one, Policy.ANYONE).allows(who)]
