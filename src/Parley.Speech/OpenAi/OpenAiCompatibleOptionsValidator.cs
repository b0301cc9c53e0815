using Microsoft.Extensions.Options;

namespace Parley.Speech.OpenAi;

/// <summary>Says everything that is wrong with the options at once, before the first call.</summary>
internal sealed class OpenAiCompatibleOptionsValidator : IValidateOptions<OpenAiCompatibleOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, OpenAiCompatibleOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        result.AddResult(new OpenAiCompatibleRangesValidator().Validate(name, options));
        if (options.BaseUrl is { } url && (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)))
        {
            result.AddError($"'{url}' is not a full http or https address, such as http://127.0.0.1:8000/v1.", nameof(options.BaseUrl));
        }

        if (options is { ChatModel: null or "", TranscriptionModel: null or "", SpeechModel: null or "" })
        {
            result.AddError("No model is named: set ChatModel, TranscriptionModel or SpeechModel.");
        }

        return result.Build();
    }
}
