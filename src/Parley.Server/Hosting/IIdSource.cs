namespace Parley.Server.Hosting;

/// <summary>
/// Draws the names of everything that comes into being: sessions, rooms, legs, participants. A host replaces it before it adds the server, when a
/// simulation is to be the same each time.
/// </summary>
internal interface IIdSource
{
    /// <summary>A new UUID.</summary>
    Guid NewId();

    /// <summary>A new name.</summary>
    /// <param name="alphabet">The letters to draw from.</param>
    /// <param name="length">How many letters it has.</param>
    string NewName(string alphabet, int length);

    /// <summary>A new key for signatures.</summary>
    /// <param name="length">Its length in bytes.</param>
    byte[] NewSecret(int length);
}
