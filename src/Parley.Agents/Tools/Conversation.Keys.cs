using System.Buffers;
using System.Threading.Channels;
using Parley.Agents.Turns;

namespace Parley.Agents;

/// <summary>Keys that are pressed, and keys that the other side presses.</summary>
public sealed partial class Conversation
{
    private const int MostTones = 20;
    private static readonly SearchValues<char> s_tones = SearchValues.Create("0123456789*#ABCD");

    private Channel<char>? _keys;
    private bool _keysAreSecret;

    /// <summary>Presses keys.</summary>
    /// <param name="tones">0-9, *, # and A-D, as many as need be.</param>
    /// <param name="cancellationToken">Stops between two parts of twenty.</param>
    /// <returns><see langword="false"/> when there is no such key, or no leg that could send them.</returns>
    public async Task<bool> SendDtmfAsync(string tones, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tones);
        if (ParticipantId is null || tones.Length == 0 || tones.AsSpan().ContainsAnyExcept(s_tones))
        {
            return false;
        }

        foreach (var part in tones.Chunk(MostTones))
        {
            if (!await _session.SendDtmfAsync(new(ParticipantId, new(part)) { DigitDuration = TimeSpan.FromMilliseconds(200) }, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Asks for keys, and again when none or wrong ones are pressed. One at a time; not for handlers of events.</summary>
    /// <exception cref="InvalidOperationException">Keys are being collected already, or the conversation is not with one leg.</exception>
    public async Task<CollectedDigits> CollectDigitsAsync(DigitsRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var keys = OpenKeys(request.IsSecret);
        Post(new ConversationInput.Busy(1));
        try
        {
            var result = new CollectedDigits(DigitsEnding.NoDigits, "");
            for (var attempt = 0; attempt < request.Attempts && result.Ending is DigitsEnding.NoDigits or DigitsEnding.Invalid; attempt++)
            {
                result = await AskForKeysAsync(request, attempt == 0 ? request.Prompt : request.Reprompt ?? request.Prompt, keys, cancellationToken);
            }

            return result;
        }
        finally
        {
            CloseKeys();
            Post(new ConversationInput.Busy(-1));
        }
    }

    /// <summary>The other side pressed a key.</summary>
    /// <returns>Whether it is nobody else's business.</returns>
    internal bool TakeKey(string tone)
    {
        _mailbox.Post(new ConversationInput.KeyPressed());
        lock (_gate)
        {
            return tone is [var key, ..] && _keys?.Writer.TryWrite(key) is true && _keysAreSecret;
        }
    }

    private async Task<CollectedDigits> AskForKeysAsync(DigitsRequest request, string? prompt, ChannelReader<char> keys, CancellationToken cancellationToken)
    {
        var first = NextKeyAsync(keys, cancellationToken);
        if (prompt is not null)
        {
            await Waits.FirstAsync(SayAndWaitAsync(prompt, cancellationToken), first);
        }

        var digits = "";
        var timeout = request.FirstDigitTimeout;
        while (digits.Length < request.MaxLength)
        {
            var (isThere, isOver) = await WaitForKeyAsync(digits.Length == 0 ? first : NextKeyAsync(keys, cancellationToken), timeout, cancellationToken);
            if (isOver)
            {
                return new(DigitsEnding.CallEnded, digits);
            }

            if (!isThere || !keys.TryRead(out var key))
            {
                break;
            }

            if (timeout == request.FirstDigitTimeout)
            {
                Post(new ConversationInput.Hush());
                timeout = request.BetweenDigitsTimeout;
            }

            if (key == request.Terminator)
            {
                return Judge(request, digits);
            }

            digits += key;
            first = NextKeyAsync(keys, cancellationToken);
        }

        return digits.Length == 0 ? new(DigitsEnding.NoDigits, "") : Judge(request, digits);
    }

    private static CollectedDigits Judge(DigitsRequest request, string digits) =>
        new(digits.Length >= request.MinLength && request.IsValid?.Invoke(digits) != false ? DigitsEnding.Collected : DigitsEnding.Invalid, digits);

    // A task of its own: ValueTask.AsTask would go on on the thread pool.
    private static async Task<bool> NextKeyAsync(ChannelReader<char> keys, CancellationToken cancellationToken) => await keys.WaitToReadAsync(cancellationToken);

    private async Task<(bool IsThere, bool IsOver)> WaitForKeyAsync(Task<bool> key, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, _session.Time);
        try
        {
            return await key.UntilAsync(limit.Token) ? (true, false) : (false, true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, false);
        }
    }

    private ChannelReader<char> OpenKeys(bool areSecret)
    {
        lock (_gate)
        {
            if (ParticipantId is null || _keys is not null)
            {
                throw new InvalidOperationException(ParticipantId is null ? "Keys come from one call leg: create the conversation with its participant's id." : "Keys are being collected already.");
            }

            (_keys, _keysAreSecret) = (Channel.CreateUnbounded<char>(new() { SingleReader = false }), areSecret);
            if (_completion.Task.IsCompleted)
            {
                _keys.Writer.Complete();
            }

            return _keys.Reader;
        }
    }

    private void CloseKeys()
    {
        lock (_gate)
        {
            (_keys, _keysAreSecret) = (null, false);
        }
    }

    private void EndCollecting()
    {
        lock (_gate)
        {
            _keys?.Writer.TryComplete();
        }
    }
}
