using System.ComponentModel;
using Microsoft.Extensions.AI;

namespace Parley.Agents;

/// <summary>Ready functions with which a model controls its call: for <see cref="ConversationBuilder.UseTools(Func{Conversation, IEnumerable{CallTool}})"/>.</summary>
public static partial class CallTools
{
    /// <summary>
    /// <c>end_call</c>: plays what the model has said, and a goodbye if it gives one, to the last sample, without letting anybody interrupt, then hangs up. Without a
    /// model: <see cref="Conversation.EndAsync"/>.
    /// </summary>
    public static CallTool EndCall(Conversation conversation)
    {
        return new(
            AIFunctionFactory.Create(End, "end_call", "Ends the phone call once what you are saying has been played to its end. Say goodbye first, or pass the goodbye."),
            new() { OnBargeIn = ToolOnBargeIn.KeepGoing, IsAnswered = false });

        string End([Description("The last words to the other side; leave it out if you have said them already.")] string? goodbye = null)
        {
            conversation.EndAfterReply(goodbye);
            return "The call ends when you have finished speaking.";
        }
    }
}
