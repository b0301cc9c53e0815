using System.Security.Cryptography;

namespace Parley.Cli.Demo;

/// <summary>The keys of one demo.</summary>
/// <param name="Public">Starts sessions.</param>
/// <param name="Private">Everything else.</param>
internal sealed record DemoKeys(string Public, string Private)
{
    /// <summary>Makes new keys.</summary>
    public static DemoKeys Create() => new($"pk_{Secret()}", $"sk_{Secret()}");

    private static string Secret() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
