using System.Threading.Channels;
using Parley.Agents.Lines;

namespace Parley.Agents.Turns;

/// <summary>Where other tasks leave word for a conversation's owner task.</summary>
/// <param name="wake">Wakes the owner.</param>
internal sealed class Mailbox(Wake wake)
{
    private readonly Channel<ConversationInput> _inputs = Channel.CreateUnbounded<ConversationInput>(new() { SingleReader = true });

    public void Post(ConversationInput input)
    {
        _inputs.Writer.TryWrite(input);
        wake.Set();
    }

    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ConversationInput? input) => _inputs.Reader.TryRead(out input);
}
