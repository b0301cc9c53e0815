namespace Parley.EndToEnd.Tests.House;

/// <summary>That compiled code refers to a member of another assembly.</summary>
/// <param name="User">The type and method in the source; what the compiler made of it (state machines, closures) counts as theirs.</param>
/// <param name="Member">The member, with the full name of its type and the short names of its parameters' types.</param>
public sealed record MemberUse(string User, string Member)
{
    public override string ToString() => $"{User} uses {Member}";
}
