namespace Parley.Server.Api.Secrets;

/// <summary>What sets of secrets and their keys may be called (contract 2.5).</summary>
internal static class SecretNames
{
    /// <summary>The rule for the name of a set, in words.</summary>
    public const string Expected = "Expected 3 to 63 small letters, digits and inner hyphens";

    /// <summary>Whether a set may be called so.</summary>
    public static bool IsSetName(string name)
        => name.Length is >= 3 and <= 63
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && name[0] != '-' && name[^1] != '-';

    /// <summary>Whether a secret may be called so: as the environment variables are that it becomes elsewhere.</summary>
    public static bool IsKey(string name)
        => name.Length is >= 1 and <= 128 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
