using System.Text.Json;

namespace Parley.Telephony.Sockets.Dialects;

/// <summary>What one provider's messages look like (contract 11.1). Pure: bytes in, values out; holds nothing of a call.</summary>
public abstract class SocketDialect
{
    /// <summary>The providers by their names in <c>/ws/{name}</c>.</summary>
    public static IReadOnlyDictionary<string, SocketDialect> All { get; } = new SocketDialect[]
    {
        new TwilioDialect(), new TelnyxDialect(), new PlivoDialect(), new ExotelDialect(), new GenericDialect(),
    }.ToDictionary(dialect => dialect.Name);

    /// <summary>Its name in <c>/ws/{name}</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it says which call it is before there is sound.</summary>
    public virtual bool HasStart => true;

    /// <summary>Whether its messages are text; else they are binary.</summary>
    public virtual bool IsText => true;

    /// <summary>Reads a message. Never throws, whatever it holds.</summary>
    public abstract SocketMessage Read(ReadOnlyMemory<byte> message, bool isText);

    /// <summary>Writes a message with sound.</summary>
    public abstract byte[] WriteSound(SocketStart call, ReadOnlySpan<byte> sound);

    /// <summary>Writes that what was sent and has not been played is not to be played.</summary>
    public abstract byte[]? WriteClear(SocketStart call);

    /// <summary>Writes a mark, to be told when the sound before it has been played; <see langword="null"/> where there is no such thing.</summary>
    public virtual byte[]? WriteMark(SocketStart call, string name) => null;

    /// <summary>Writes something beside the sound; <see langword="null"/> where there is no such thing.</summary>
    public virtual byte[]? WriteText(JsonElement json) => null;
}
