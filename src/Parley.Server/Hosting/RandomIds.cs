using System.Security.Cryptography;

namespace Parley.Server.Hosting;

/// <summary>Names and secrets that nobody can guess.</summary>
internal sealed class RandomIds : IIdSource
{
    /// <inheritdoc/>
    public Guid NewId() => Guid.NewGuid();

    /// <inheritdoc/>
    public string NewName(string alphabet, int length) => RandomNumberGenerator.GetString(alphabet, length);

    /// <inheritdoc/>
    public byte[] NewSecret(int length) => RandomNumberGenerator.GetBytes(length);
}
