using System.Net;
using Parley.Rtp.Sdp;
using Parley.Telephony.Media;

namespace Parley.Telephony.Signalling;

/// <summary>The offers and answers of one call as bodies of SIP messages, put into effect on the leg's media.</summary>
internal sealed class MediaNegotiation(LegMedia media, IPAddress announced, AudioCapabilities capabilities, Random? random)
{
    private readonly OfferAnswer _offerAnswer = new(new IPEndPoint(announced, media.Ports.LocalEndPoint.Port), capabilities, random);
    private bool _open;

    /// <summary>What is agreed at this moment.</summary>
    public NegotiatedAudio? Current => _offerAnswer.Current;

    /// <summary>Whether the far end listens to us.</summary>
    public bool IsHeld => Current is { } audio && !audio.Direction.HasFlag(MediaDirection.SendOnly);

    /// <summary>Our offer.</summary>
    public byte[] Offer(MediaDirection direction = MediaDirection.SendReceive) => _offerAnswer.CreateOffer(direction).ToBytes();

    /// <summary>Takes the answer to our offer.</summary>
    /// <returns><see langword="null"/>, or why there can be no sound.</returns>
    public string? Accept(ReadOnlySpan<byte> body) => AcceptEarly(body) ?? Settle();

    /// <summary>Takes the answer to our offer before the call is answered: nothing sounds yet.</summary>
    /// <returns><see langword="null"/>, or why there can be no sound.</returns>
    public string? AcceptEarly(ReadOnlySpan<byte> body) =>
        Read(body, "answer", out var answer) ?? (_offerAnswer.TryAccept(answer!, out _, out var error) ? null : error);

    /// <summary>Answers the far end's offer.</summary>
    /// <param name="body">The offer.</param>
    /// <param name="answer">Our answer, when there is no error.</param>
    /// <param name="direction">What we allow; a hold by the far end restricts it further.</param>
    /// <returns><see langword="null"/>, or why there can be no sound.</returns>
    public string? Answer(ReadOnlySpan<byte> body, out byte[] answer, MediaDirection direction = MediaDirection.SendReceive) =>
        AnswerEarly(body, out answer, direction) ?? Settle();

    /// <summary>Answers the far end's offer before the call is answered: nothing sounds yet.</summary>
    /// <returns><see langword="null"/>, or why there can be no sound.</returns>
    public string? AnswerEarly(ReadOnlySpan<byte> body, out byte[] answer, MediaDirection direction = MediaDirection.SendReceive)
    {
        answer = [];
        if (Read(body, "offer", out var offer) is { } unreadable)
        {
            return unreadable;
        }

        if (!_offerAnswer.TryAnswer(offer!, out var description, out _, out var error, direction))
        {
            return error;
        }

        answer = description.ToBytes();
        return null;
    }

    /// <summary>Puts into effect what is agreed.</summary>
    /// <returns><see langword="null"/>, or why there can be no sound.</returns>
    public string? Settle()
    {
        if (Current is not { } audio)
        {
            return "no media was agreed on";
        }

        var applied = _open ? media.Update(audio) : media.Open(audio);
        _open |= applied;
        return applied ? null : $"codec {audio.Encoding} cannot be spoken";
    }

    private static string? Read(ReadOnlySpan<byte> body, string what, out SessionDescription? description)
    {
        description = null;
        return body.IsEmpty ? $"the {what} has no session description"
            : SessionDescription.TryParse(body, out description, out var error) ? null
            : $"the session description of the {what} cannot be read: {error}";
    }
}
