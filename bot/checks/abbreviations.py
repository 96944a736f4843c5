"""Abbreviations that need no source, and those that need one that speaks of what they stand for."""

from __future__ import annotations

# What any summary may say without the source, as it names no one's work.
_GENERAL = (
    "ai ml dl cv nlp gpu gpus cpu cpus tpu api apis llm llms vlm vlms mllm mllms lm lms"
    " nn nns dnn dnns 2d 3d 4d 1d vs etc id ids ok pc usa us uk eu url sota i a earth sun"
    " moon english chinese german french spanish japanese korean russian monday tuesday"
    " wednesday thursday friday saturday sunday january february march april may june"
    " july august september october november december python top-1 top-k ph.d web"
    " internet"
)
GENERAL = frozenset(_GENERAL.split())
# What has to be there, without blanks and hyphens, for an abbreviation to be known: any of these
# beginnings. Nothing: always. Others are known by the initials of words in a row.
_SPOKEN_OF = {
    "ai": "", "ml": "", "dl": "", "gpu": "", "cpu": "", "api": "", "nlp": "languag text",
    "cv": "vision visual imag video objec", "llm": "languagemodel llm gpt agent",
    "vlm": "vision visual multimodal vlm", "mllm": "multimodal mllm vision visual",
    "lvlm": "vision visual", "asr": "speechrecog", "tts": "speechsynth texttospeech",
    "auc": "areaunder roc", "auroc": "areaunder roc", "roc": "areaunder receiver",
    "rl": "reinforcement policy", "drl": "reinforcement", "rlhf": "humanfeedback",
    "mse": "squareerror squarederror", "rmse": "squareerror squarederror",
    "cot": "chainofthought chainsofthought", "rag": "retrievalaug", "gan": "adversarial",
    "vae": "variationalautoenc", "cnn": "convolution", "rnn": "recurrent", "gnn": "graphneural",
    "vit": "visiontransformer", "dit": "diffusiontransformer", "sft": "finetun",
    "lora": "lowrank", "qa": "questionanswer", "vqa": "questionanswer", "wer": "worderrorrate",
    "iou": "intersectionoverunion", "ood": "outofdistribution", "sde": "stochasticdifferential",
    "pde": "partialdifferential", "ode": "differentialequation", "mcmc": "montecarlo",
    "kl": "kullback", "mri": "magneticresonanceimag", "ct": "tomograph", "ehr": "healthrecord",
    "uav": "drone unmanned", "iot": "internetofthings", "slam": "simultaneouslocali",
    "sota": "stateoftheart sota", "fpga": "gatearray", "hpc": "highperformancecomp",
    "moe": "mixtureofexperts", "kv": "keyvalue", "nerf": "radiancefield",
    "dft": "densityfunctional", "qcd": "chromodynamic lattice", "qed": "electrodynamic",
    "cmb": "microwavebackground", "agn": "activegala", "bec": "boseeinstein",
    "lhc": "hadroncollider", "gr": "relativity", "qft": "quantumfield", "cft": "conformal",
}  # fmt: skip
KNOWN = {name: tuple(words.split()) or ("",) for name, words in _SPOKEN_OF.items()}
