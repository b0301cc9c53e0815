using System.Diagnostics.CodeAnalysis;
using Parley.Rtp.Srtp;

namespace Parley.Rtp.Sdp;

/// <summary>
/// Our side of agreeing on keys (RFC 4568, section 7.1). Optional encryption is offered as plain RTP/AVP with keys beside it, which a far end that knows nothing of
/// them can answer; required encryption as RTP/SAVP. Both are taken in either form. Our key stays the same for the whole call, unless the suite changes.
/// </summary>
internal sealed class CryptoNegotiation(SrtpPolicy policy, IReadOnlyList<SrtpSuite> suites, Random? random)
{
    private IReadOnlyList<CryptoAttribute> _offered = [];

    /// <summary>The protocol of an <c>m=</c> line of ours that nothing has been agreed on for.</summary>
    public string Protocol => policy == SrtpPolicy.Required ? "RTP/SAVP" : "RTP/AVP";

    /// <summary>Whether streams with keys come before those without.</summary>
    public bool IsWanted => policy != SrtpPolicy.None;

    /// <summary>What to offer: a key for each suite, and once one is agreed on, that one.</summary>
    /// <param name="agreed">What is agreed at this moment.</param>
    public IEnumerable<AttributeLine> Offer(SrtpKeys? agreed)
    {
        if (agreed is not null)
        {
            _offered = [new(1, agreed.Local)];
        }
        else if (IsWanted && _offered.Count == 0)
        {
            _offered = [.. suites.Select((suite, index) => new CryptoAttribute(index + 1, SrtpKey.Create(suite, random)))];
        }

        return IsWanted ? _offered.Select(line => line.ToLine()) : [];
    }

    /// <summary>Reads the answer to our offer.</summary>
    /// <param name="answer">The stream.</param>
    /// <param name="keys">The keys; <see langword="null"/> when sound stays plain.</param>
    /// <param name="error">Why it cannot be.</param>
    public bool TryAccept(MediaDescription answer, out SrtpKeys? keys, [NotNullWhen(false)] out string? error)
    {
        (keys, error) = (null, null);
        var lines = LinesOf(answer);
        if (!IsWanted || lines.Count == 0)
        {
            error = IsSecure(answer) ? $"The answer is {answer.Protocol} without keys (a=crypto)."
                : policy == SrtpPolicy.Required ? "Encrypted sound (SRTP) is required, but the answer has no keys (a=crypto)."
                : null;
            return error is null;
        }

        if (!CryptoAttribute.TryParse(lines[0], out var chosen, out var wrong))
        {
            error = $"The answer's a=crypto cannot be used: {wrong}.";
            return false;
        }

        if (_offered.FirstOrDefault(line => line.Tag == chosen.Tag && line.Key.Suite == chosen.Key.Suite) is not { } ours)
        {
            error = $"The answer's a=crypto names tag {chosen.Tag} with {chosen.Key.Suite}, which was not offered.";
            return false;
        }

        keys = new(ours.Key, chosen.Key);
        return true;
    }

    /// <summary>Reads the far end's offer of a stream, and chooses its first key that we can use.</summary>
    /// <param name="offer">The stream.</param>
    /// <param name="agreed">What is agreed at this moment.</param>
    /// <param name="keys">The keys; <see langword="null"/> when sound stays plain.</param>
    /// <param name="answer">The line for the answer, with keys.</param>
    /// <param name="error">Why it cannot be.</param>
    public bool TryAnswer(MediaDescription offer, SrtpKeys? agreed, out SrtpKeys? keys, out AttributeLine? answer, [NotNullWhen(false)] out string? error)
    {
        (keys, answer, error) = (null, null, null);
        if (!IsWanted)
        {
            error = IsSecure(offer) ? $"Encrypted sound ({offer.Protocol}) is asked for, but SRTP is switched off here (none)." : null;
            return error is null;
        }

        if (Choose(offer, out var why) is { } chosen)
        {
            var local = agreed is not null && agreed.Suite == chosen.Key.Suite ? agreed.Local : SrtpKey.Create(chosen.Key.Suite, random);
            keys = new(local, chosen.Key);
            answer = new CryptoAttribute(chosen.Tag, local).ToLine();
            return true;
        }

        error = IsSecure(offer) ? $"The offer is {offer.Protocol}, but {why}."
            : policy == SrtpPolicy.Required ? $"Encrypted sound (SRTP) is required, but {why}."
            : null;
        return error is null;
    }

    private static bool IsSecure(MediaDescription media) => media.Protocol.Contains("SAVP", StringComparison.OrdinalIgnoreCase);

    private static List<string> LinesOf(MediaDescription media) =>
        [.. media.Attributes.Where(line => line.Name.Equals(CryptoAttribute.Name, StringComparison.OrdinalIgnoreCase)).Select(line => line.Value ?? "")];

    private CryptoAttribute? Choose(MediaDescription offer, out string why)
    {
        var reasons = new List<string>();
        foreach (var text in LinesOf(offer))
        {
            if (!CryptoAttribute.TryParse(text, out var line, out var wrong))
            {
                reasons.Add(wrong);
            }
            else if (suites.Contains(line.Key.Suite))
            {
                why = "";
                return line;
            }
        }

        why = reasons.Count > 0 ? $"none of its keys (a=crypto) can be used: {string.Join("; ", reasons.Distinct().Take(3))}"
            : offer.Find("fingerprint") is not null ? "it has a fingerprint and no keys (a=crypto): DTLS-SRTP is not spoken"
            : "it has no keys (a=crypto)";
        return null;
    }
}
