namespace Parley.Rtp.Srtp;

/// <summary>What became of an encrypted packet.</summary>
internal enum SrtpVerdict
{
    /// <summary>Genuine, and decrypted in place.</summary>
    Genuine,

    /// <summary>Not a packet at all, or not signed with the key.</summary>
    Forged,

    /// <summary>Seen before, or too old to tell.</summary>
    Replayed,
}
