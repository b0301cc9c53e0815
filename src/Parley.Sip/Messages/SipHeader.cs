namespace Parley.Sip.Messages;

/// <summary>One header field.</summary>
/// <param name="Name">Full name; compact forms are expanded by the parser.</param>
/// <param name="Value">Value without surrounding white space; folded lines are joined by one space.</param>
public readonly record struct SipHeader(string Name, string Value)
{
    /// <summary>The header as it stands in a message, without the line end.</summary>
    public override string ToString() => $"{Name}: {Value}";
}
