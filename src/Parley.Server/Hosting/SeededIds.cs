namespace Parley.Server.Hosting;

/// <summary>Names that are the same in each run with the same seed. For simulations: whoever knows the seed knows the secrets.</summary>
/// <param name="random">Draws them; nobody else may use it.</param>
internal sealed class SeededIds(Random random) : IIdSource
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public Guid NewId()
    {
        var bytes = NewSecret(16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);   // Version 4 and its variant (RFC 9562, section 5.4).
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <inheritdoc/>
    public string NewName(string alphabet, int length)
    {
        lock (_gate)
        {
            return new string(random.GetItems<char>(alphabet, length));
        }
    }

    /// <inheritdoc/>
    public byte[] NewSecret(int length)
    {
        var bytes = new byte[length];
        lock (_gate)
        {
            random.NextBytes(bytes);
        }

        return bytes;
    }
}
