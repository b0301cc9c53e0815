using Parley.Sip.Messages;

namespace Parley.Sip.Auth;

/// <summary>
/// Answers the challenges of one call. It remembers them, so that later requests carry credentials from the start (RFC 3261, section 22.3).
/// </summary>
internal sealed class DigestClient(SipCredentials credentials, Func<string> newNonce)
{
    // A carrier that always says stale=true would otherwise be answered for ever.
    private const int MaxAttempts = 3;

    private readonly List<Remembered> _remembered = [];

    /// <summary>Adds an answer for every challenge known so far.</summary>
    public void Attach(SipRequest request)
    {
        foreach (var known in _remembered)
        {
            known.Count++;
            var answer = DigestAnswer.Create(known.Challenge, credentials, request.Method, request.Uri.ToString(), known.Count, newNonce());
            request.Headers.Add(HeaderOf(known.Challenge), answer);
        }
    }

    /// <summary>
    /// Takes in the challenges of a 401 or 407. Returns <see langword="false"/> when trying again makes no sense: nothing in it can be
    /// answered, or what it asks has been answered already and was refused.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="rejected">The request that it answers.</param>
    /// <param name="attempt">How many times this request has been challenged before.</param>
    public bool TryLearn(SipResponse response, SipRequest rejected, int attempt)
    {
        if (response.Status is not (401 or 407) || attempt >= MaxAttempts)
        {
            return false;
        }

        var challenges = Strongest(DigestChallenge.Of(response));
        if (challenges.Count == 0 || challenges.Any(c => WasRefused(c, rejected, attempt)))
        {
            return false;
        }

        foreach (var challenge in challenges)
        {
            _remembered.RemoveAll(r => r.Challenge.IsProxy == challenge.IsProxy && r.Challenge.Realm == challenge.Realm);
            _remembered.Add(new(challenge));
        }

        return true;
    }

    // Of several challenges of a realm the strongest that we know, whatever order they came in: nobody in between shall talk us down (RFC 8760, section 3).
    private static List<DigestChallenge> Strongest(IEnumerable<DigestChallenge> challenges) =>
        [.. challenges.GroupBy(c => (c.IsProxy, c.Realm)).Select(realm => realm.OrderByDescending(c => c.Algorithm.Hash).First())];

    private static string HeaderOf(DigestChallenge challenge) =>
        challenge.IsProxy ? SipHeaderNames.ProxyAuthorization : SipHeaderNames.Authorization;

    // The first time, an answer from memory may simply have grown old; after that only stale=true with a new nonce is worth another try.
    private static bool WasRefused(DigestChallenge challenge, SipRequest rejected, int attempt)
    {
        var name = HeaderOf(challenge);
        foreach (var header in rejected.Headers)
        {
            if (header.Name == name && header.Value.StartsWith("Digest ", StringComparison.Ordinal)
                && SipParameters.TryParse($",{header.Value["Digest ".Length..]}", out var sent, ',')
                && sent["realm"] == challenge.Realm)
            {
                return sent["nonce"] == challenge.Nonce || (!challenge.IsStale && attempt > 0);
            }
        }

        return false;
    }

    private sealed class Remembered(DigestChallenge challenge)
    {
        public DigestChallenge Challenge { get; } = challenge;

        public int Count { get; set; }
    }
}
